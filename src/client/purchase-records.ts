import type { Reached } from './compare-contact.ts';
import type { PurchaseId, Timestamp } from '../contract/scalars.ts';
import type { SignalName } from '../contract/signals.ts';
import type { Actor, PurchaseStatus } from '../contract/status.ts';
import type { UpdateName } from '../contract/updates.ts';

/** A purchase as the records have it. */
export interface RecordedPurchase {
  status: PurchaseStatus;
  /** The customer's data was erased. */
  erased: boolean;
  /** Absent if it is not known, or was erased. */
  reached?: Reached;
}

/** An event or a request for a purchase that has closed. */
export interface LateMessage {
  kind: 'event' | 'request';
  name: SignalName | UpdateName;
  /** The `eventId` or `requestId`: the same message again is noted once. */
  id: string;
  actor: Actor;
  occurredAt?: Timestamp;
}

/**
 * The records of purchases that Temporal has forgotten. Over the ledger: `ledgerRecords`.
 * @example
 * const none: PurchaseRecords = { find: async () => undefined, noteLate: async () => undefined };
 */
export interface PurchaseRecords {
  /** `undefined`: the records have no purchase of this id. Throws if they are out of reach. */
  find(purchaseId: PurchaseId): Promise<RecordedPurchase | undefined>;
  /** Never throws. If the records are out of reach, the note is lost. */
  noteLate(purchaseId: PurchaseId, message: LateMessage): Promise<void>;
}
