import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { OpenedCase } from '../../ledger/write/cases.ts';
import type { CaseDetails, CaseKind } from '../../ledger/tables.ts';

/** Something that two sides have on record differently. */
export interface Difference {
  purchaseId: PurchaseId;
  kind: CaseKind;
  /** The part of the purchase that differs, e.g. the key of its refund. */
  key: string;
  found: CaseDetails;
}

/** `accepted`, `rejected`: the mail server's last answer. `waiting`: the next run tries again. `no_address`: it was erased. */
export type MailState = 'accepted' | 'rejected' | 'waiting' | 'no_address';

/** What was done about it. `case`: a person has to act, and `state` says whether the case is new. */
export type Done =
  | { what: 're_projected' }
  | ({ what: 'case' } & OpenedCase & {
        /** The state of the mail `refund_failed`. Absent for other findings. */
        mail?: MailState;
      });

/** One difference, what was found on each side, and what was done. */
export interface Finding extends Omit<Difference, 'kind'> {
  kind: CaseKind | 'projection_behind';
  done: Done;
}

/** An open case whose difference this run did not find any more. It stays open until a person settles it. */
export interface NoLongerFound {
  caseId: string;
  purchaseId: PurchaseId;
  kind: CaseKind;
  key: string;
  openedAt: Timestamp;
}

/** A check that could not be made, because a part is broken. The next run makes it again. */
export interface NotChecked {
  /** The purchase, or the one that was paid for. */
  purchaseId: PurchaseId;
  part: 'workflow' | 'ledger' | 'order_service';
  why: string;
}

/** What one run has seen and done. */
export interface Report {
  at: Timestamp;
  /** Purchases that closed before were not looked at. */
  since: Timestamp;
  /** How many purchases, and how many payments at the order service, were looked at. */
  purchases: number;
  /** How many of the purchases were asked themselves. The others have closed, and an earlier run found them right. */
  asked: number;
  payments: number;
  findings: Finding[];
  noLongerFound: NoLongerFound[];
  notChecked: NotChecked[];
}
