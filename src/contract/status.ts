import type { ClauseId } from './clause-id.ts';
import type { ActivationId, ClaimId, CustomerId, Money, PurchaseId, Timestamp } from './scalars.ts';
import type { MailTemplate } from './mail.ts';
import type { Replaces } from './purchase-order.ts';
import type { PurchaseResult } from './purchase-result.ts';
import type { RejectionClause } from './rejection-clause.ts';
import type { By, ClaimType, EvidenceRef, Remedy, StepName, UpdateName } from './updates.ts';

export type Stage =
  | 'awaiting_sms'
  | 'returning_funds'
  | 'claim_window'
  | 'needs_evidence'
  | 'in_review'
  | 'in_remediation'
  | 'access_requested'
  | 'remedied'
  | 'awaiting_choice'
  | 'replacing'
  | 'closed';

export type DeadlineKind =
  | 'sms'
  | 'window'
  | 'evidence'
  | 'review'
  | 'remediation'
  | 'access'
  | 'dispute'
  | 'choice'
  | 'retry'
  | 'poll';

export interface NextDeadline {
  kind: DeadlineKind;
  at: Timestamp;
  /** Since when the five days of remediation are paused (C3b). */
  pausedSince?: Timestamp;
  /** The deadline starts anew when the mail server takes the notice. */
  provisional?: boolean;
}

export type ClaimStatus =
  | 'open'
  | 'approved'
  | 'rejected'
  | 'forfeited'
  | 'disqualified'
  | 'withdrawn'
  | 'remedied'
  | 'moot';

/** A time in which the remediation clock was paused. Not over while `to` is absent. */
export interface Pause {
  from: Timestamp;
  to?: Timestamp;
}

/** The act that somebody's words belong to. */
export type StatementKind =
  | 'claim_filed'
  | 'claim_withdrawn'
  | 'claim_approved'
  | 'claim_rejected'
  | 'claim_reclassified'
  | 'evidence_requested'
  | 'access_requested'
  | 'remediation_done'
  | 'remediation_not_possible'
  | 'remediation_disputed'
  | 'settled_by_hand';

/** What a side said. Personal data, and free text of a stranger: escape it wherever it is shown. */
export interface Statement {
  at: Timestamp;
  by: By;
  kind: StatementKind;
  /** Without blanks around it. Ends in `…` where only its beginning was kept. */
  text: string;
  /** `internal`: for support only. */
  visibility: 'public' | 'internal';
}

export interface ClaimView {
  claimId: ClaimId;
  claimType: ClaimType;
  reason: string;
  evidence: EvidenceRef[];
  filedAt: Timestamp;
  status: ClaimStatus;
  clause?: ClauseId;
  /** Support's words to the customer. */
  note?: string;
  pauses: Pause[];
  remediationDueAt?: Timestamp;
  /** @asType integer */
  disputes: number;
  remedy?: Remedy;
  /** What each side said in this claim, the oldest first. Absent in records of an earlier version. */
  statements?: Statement[];
}

export type RefundStatus = 'intended' | 'sent' | 'pending' | 'confirmed' | 'refused' | 'unknown';

export interface RefundView {
  key: string;
  /** @asType integer */
  amount: number;
  currency: string;
  status: RefundStatus;
  refundId?: string;
  reason?: string;
  /** Support paid it and gave `refundId` as the reference: the order service knows nothing of it. */
  byHand?: true;
  /**
   * The money came back without the order service and without support: a chargeback, a wallet, a bank. Support gave
   * `refundId` as the reference.
   */
  returnedOtherwise?: true;
}

export type ReplacementStatus =
  | 'intended'
  | 'sent'
  | 'issued'
  | 'out_of_stock'
  | 'refused'
  | 'unknown'
  | 'abandoned';

export interface ReplacementView {
  key: string;
  purchaseId?: PurchaseId;
  status: ReplacementStatus;
}

/** Something that a person has to look at. */
export interface Attention {
  step: StepName | 'review' | 'notice' | 'purchase';
  /**
   * `unavailable`, `unexpected_answer`, `too_early`, `refused: <their reason>`, `price_differs`, `amount_differs`,
   * `pending_long`, `review_overdue`, `notice_undelivered` or, for `purchase`, `near_limit`.
   */
  reason: string;
  since: Timestamp;
  /** The mail that did not get out, for `notice_undelivered`. */
  template?: MailTemplate;
  /**
   * What was wrong, so that support need not look into Temporal: `status 401`, `the field status is not one of …`. No
   * personal data.
   */
  detail?: string;
}

/** A decision that support can take now, with the clauses or types that it can name. */
export type DecisionOption =
  | { decision: 'approve' | 'request_evidence' }
  | { decision: 'reject'; clauses: RejectionClause[] }
  | { decision: 'reclassify'; claimTypes: ClaimType[] };

/** Updates that each side may send now. */
export interface AllowedActions {
  customer: UpdateName[];
  support: UpdateName[];
  /** What `decideClaim` may say. Absent while support has nothing to decide, and in records of an earlier version. */
  decisions?: DecisionOption[];
}

export type Actor = 'customer' | 'support' | 'service' | 'system';

export interface TimelineEntry {
  at: Timestamp;
  event: string;
  actor: Actor;
  clause?: ClauseId;
  visibility: 'public' | 'internal';
  data?: Record<string, string | number | boolean>;
}

/** What the purchase was opened with, without personal data. A repeated opening is compared with it. */
export interface PurchaseTerms {
  customerId: CustomerId;
  activationId: ActivationId;
  service: string;
  country: string;
  price: Money;
  purchasedAt: Timestamp;
  replaces?: Replaces;
}

/**
 * Answer of the query `status`.
 * @example
 * const maySend = (status: PurchaseStatus, name: UpdateName): boolean =>
 *   status.allowedActions.customer.includes(name);
 */
export interface PurchaseStatus {
  purchaseId: PurchaseId;
  stage: Stage;
  policyVersion: string;
  terms: PurchaseTerms;
  smsDeadline: Timestamp;
  claimDeadline: Timestamp;
  nextDeadline?: NextDeadline;
  /** The open claim. */
  claim?: ClaimView;
  /** All claims, the oldest first. */
  claims: ClaimView[];
  /** What support said about steps that no claim has led to (R2). Absent in records of an earlier version. */
  statements?: Statement[];
  refund?: RefundView;
  replacement?: ReplacementView;
  /** Set once the purchase is decided. */
  result?: PurchaseResult;
  needsAttention: Attention[];
  allowedActions: AllowedActions;
  timeline: TimelineEntry[];
  /**
   * Grows with every change.
   * @asType integer
   */
  revision: number;
}
