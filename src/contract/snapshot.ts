import type { MailTemplate } from './mail.ts';
import type { Customer, Replaces } from './purchase-order.ts';
import type { ClaimId, PurchaseId, Timestamp } from './scalars.ts';
import type { DeadlineKind, PurchaseStatus } from './status.ts';

/**
 * How far a purchase has come. Of two snapshots the one with the later position counts; the fields are compared in this
 * order. The revision alone would not do: a workflow task that dies after its snapshot was written is run again, perhaps
 * with a message that has come in between, and the same revision then names another state.
 */
export interface SnapshotPosition {
  /** When the first task of the run started. If a purchase was opened twice, the later opening counts, unless the first has closed. */
  openedAt: Timestamp;
  /** A run that was reset is behind the run that follows it. Absent in snapshots of an earlier version. */
  run?: { runId: string; openingId: string };
  /** Events of the history as of this task. */
  historyLength: number;
  /** The workflow's clock. */
  asOf: Timestamp;
  revision: number;
}

/** A deadline that is running, or the last one that was. */
export interface StandingDeadline {
  kind: DeadlineKind;
  claimId?: ClaimId;
  at: Timestamp;
  /** This one is due next. */
  next: boolean;
  /** It starts anew when the mail server takes the notice. */
  provisional?: boolean;
  pausedSince?: Timestamp;
}

/** A time in which the remediation clock of a claim was paused, and why. */
export interface RecordedPause {
  claimId: ClaimId;
  why: 'access' | 'remedied';
  from: Timestamp;
  to?: Timestamp;
}

export interface RecordedMail {
  template: MailTemplate;
  n: number;
  status: 'waiting' | 'sending' | 'accepted' | 'given_up';
  acceptedAt?: Timestamp;
}

/** What a purchase has the worker write to the ledger, as sinks of the SDK. Not again on replay. */
// A type, for an interface has no index signature and would not count as the SDK's `Sinks`.
export type LedgerSinks = {
  ledger: {
    /**
     * Something has changed that nobody waits for. `snapshot`: a `PurchaseSnapshot` in JSON. Lost with the worker: the
     * next write, or the reconciliation, brings the ledger up to date.
     */
    changed(snapshot: string): void;
  };
};

/** Everything that is known of a purchase, for the ledger: each one holds all that the ones before it held. */
export interface PurchaseSnapshot {
  position: SnapshotPosition;
  status: PurchaseStatus;
  /** With the corrected contact, if there was a correction. */
  customer: Customer;
  phoneNumber: string;
  originalPurchaseId: PurchaseId;
  /** 0 for a paid purchase, n for the n-th replacement in a row. */
  depth: number;
  replaces?: Replaces;
  deadlines: StandingDeadline[];
  pauses: RecordedPause[];
  mails: RecordedMail[];
}
