import type { ClauseId } from './clause-id.ts';
import type { MailTemplate } from './mail.ts';
import type { Outcome } from './purchase-result.ts';
import type { ClaimId, PurchaseId, Timestamp } from './scalars.ts';
import type { Attention, ClaimStatus, DeadlineKind } from './status.ts';
import type { ClaimType } from './updates.ts';

interface EventBase {
  /** The same for the same change, however often it is sent: the `webhook-id`. */
  id: string;
  /** When it happened, by the purchase's own clock. */
  timestamp: Timestamp;
  /**
   * Its place in the feed, from 1 without a gap, except where places were left out after a restore from an older copy.
   * @asType integer
   */
  sequence: number;
}

interface OfPurchase {
  purchaseId: PurchaseId;
}

interface OfClaim extends OfPurchase {
  claimId: ClaimId;
  /** The clause that it follows from. */
  clause?: ClauseId;
}

type ClaimEnd = Exclude<ClaimStatus, 'open'>;

interface RefundedMoney {
  /** The order service's. Absent where support has settled the refund: its reference may be anything. */
  refundId?: string;
  /**
   * Minor units.
   * @asType integer
   */
  amount: number;
  currency: string;
}

export interface PurchaseOpenedEvent extends EventBase {
  type: 'purchase.opened';
  data: OfPurchase & { policyVersion: string };
}

export interface PurchaseClosedEvent extends EventBase {
  type: 'purchase.closed';
  data: OfPurchase & { clause?: ClauseId; outcome: Outcome };
}

export interface ClaimFiledEvent extends EventBase {
  type: 'claim.filed';
  data: OfClaim & { claimType: ClaimType };
}

/** A claim has ended, in whatever way. */
export interface ClaimDecidedEvent extends EventBase {
  type: 'claim.decided';
  data: OfClaim & { status: ClaimEnd };
}

export interface EvidenceAddedEvent extends EventBase {
  type: 'claim.evidence_added';
  data: OfClaim;
}

export interface AccessRequestedEvent extends EventBase {
  type: 'claim.access_requested';
  data: OfClaim;
}

export interface RemediationReportedEvent extends EventBase {
  type: 'claim.remediation_reported';
  data: OfClaim & { outcome: 'done' | 'not_possible' };
}

/** The customer may choose between refund and replacement. */
export interface ChoiceOfferedEvent extends EventBase {
  type: 'claim.choice_offered';
  data: OfClaim;
}

/** A day before a deadline of the claim ends, if it runs. `at`: when it ends. */
export interface ClaimDueSoonEvent extends EventBase {
  type: 'claim.due_soon';
  data: OfClaim & { deadline: DeadlineKind; at: Timestamp };
}

export interface RefundPendingEvent extends EventBase {
  type: 'refund.pending';
  data: OfPurchase;
}

export interface RefundConfirmedEvent extends EventBase {
  type: 'refund.confirmed';
  data: OfPurchase &
    RefundedMoney & {
      clause?: ClauseId;
      /** Support has paid it. */
      byHand?: true;
      /** It came back without the order service and without support, e.g. by a chargeback. */
      returnedOtherwise?: true;
    };
}

/**
 * The order service has refused it, or says after all that it did not arrive. A refused refund is tried again, and each
 * refusal is an event. With `refundId`, amount and currency if it did not arrive.
 */
export interface RefundFailedEvent extends EventBase {
  type: 'refund.failed';
  data: OfPurchase & Partial<RefundedMoney>;
}

/** A mail could not be delivered. */
export interface NoticeUndeliveredEvent extends EventBase {
  type: 'notice.undelivered';
  data: OfPurchase & { template: MailTemplate };
}

export interface ReplacementIssuedEvent extends EventBase {
  type: 'replacement.issued';
  data: OfPurchase & { clause?: ClauseId; replacementPurchaseId?: PurchaseId };
}

/** Something needs a person. `reason` is without the words of the order service. */
export interface AttentionRaisedEvent extends EventBase {
  type: 'attention.raised';
  data: OfPurchase & { step: Attention['step']; reason: string };
}

/**
 * One event of the feed, and the body of a webhook. Without personal data and without anybody's words.
 * @example
 * const event: FeedEvent = {
 *   id: 'evt_5Jw0sX2bKzq1Yp8uTn4RcA',
 *   type: 'claim.filed',
 *   timestamp: '2026-03-01T12:00:00.000Z',
 *   sequence: 42,
 *   data: { purchaseId: 'p1', claimId: 'clm_p1_1', claimType: 'invalid_number' },
 * };
 */
export type FeedEvent =
  | PurchaseOpenedEvent
  | PurchaseClosedEvent
  | ClaimFiledEvent
  | ClaimDecidedEvent
  | EvidenceAddedEvent
  | AccessRequestedEvent
  | RemediationReportedEvent
  | ChoiceOfferedEvent
  | ClaimDueSoonEvent
  | RefundPendingEvent
  | RefundConfirmedEvent
  | RefundFailedEvent
  | NoticeUndeliveredEvent
  | ReplacementIssuedEvent
  | AttentionRaisedEvent;

export type FeedEventType = FeedEvent['type'];

/** The data of each type. */
export type FeedEvents = { [E in FeedEvent as E['type']]: E['data'] };

const TYPES: Readonly<Record<FeedEventType, true>> = {
  'purchase.opened': true,
  'purchase.closed': true,
  'claim.filed': true,
  'claim.decided': true,
  'claim.evidence_added': true,
  'claim.access_requested': true,
  'claim.remediation_reported': true,
  'claim.choice_offered': true,
  'claim.due_soon': true,
  'refund.pending': true,
  'refund.confirmed': true,
  'refund.failed': true,
  'notice.undelivered': true,
  'replacement.issued': true,
  'attention.raised': true,
};

// Sound: the keys of a literal.
export const FEED_EVENT_TYPES = Object.keys(TYPES) as readonly FeedEventType[];

export const isFeedEventType = (name: unknown): name is FeedEventType =>
  typeof name === 'string' && Object.hasOwn(TYPES, name);
