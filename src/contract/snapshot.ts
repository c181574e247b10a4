import type { MailTemplate } from './mail.ts';
import type { Customer, Replaces } from './purchase-order.ts';
import type { ClaimId, PurchaseId, Timestamp } from './scalars.ts';
import type { DeadlineKind, PurchaseStatus } from './status.ts';

/**
 * How far a purchase has come. Of two snapshots the one with the later position is true; the fields count in this
 * order. The revision alone would not do: a workflow task that died after it was recorded is run again, perhaps with
 * a message that has come in between, and then counts otherwise.
 */
export interface SnapshotPosition {
  /** First task of the run. A later run of the same purchase is a later truth. */
  openedAt: Timestamp;
  /** Events of the history as of this task. */
  historyLength: number;
  /** The workflow's now. */
  asOf: Timestamp;
  revision: number;
}

/** A deadline that stands, or stood last. */
export interface StandingDeadline {
  kind: DeadlineKind;
  claimId?: ClaimId;
  at: Timestamp;
  /** What happens next by itself. */
  next: boolean;
  /** It starts anew when the mail server takes the notice. */
  provisional?: boolean;
  pausedSince?: Timestamp;
}

/** A stretch in which the clock of a claim's remediation stood still, and why. */
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
