import type { Reached } from './compare-contact.ts';
import type { PurchaseId, Timestamp } from '../contract/scalars.ts';
import type { SignalName } from '../contract/signals.ts';
import type { Actor, PurchaseStatus } from '../contract/status.ts';
import type { UpdateName } from '../contract/updates.ts';

/** A purchase as it is on record. */
export interface RecordedPurchase {
  status: PurchaseStatus;
  /** Who bought it is no longer known. */
  erased: boolean;
  /** Absent: nobody knows, or nobody may know any more. */
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

/** What outlives Temporal's memory of a purchase. */
export interface PurchaseRecords {
  /** `undefined`: there is no purchase of this id on record. Throws if the record is out of reach. */
  find(purchaseId: PurchaseId): Promise<RecordedPurchase | undefined>;
  /** Nothing is thrown and nobody has to repeat it: with the record out of reach the note is lost. */
  noteLate(purchaseId: PurchaseId, message: LateMessage): Promise<void>;
}
