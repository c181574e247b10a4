import type { ClauseId } from '../../contract/clause-id.ts';
import type { PurchaseResult } from '../../contract/purchase-result.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { PurchaseStatus, RefundStatus, Stage } from '../../contract/status.ts';
import { clauseOf } from '../../wording/claim-types.ts';
import type { Phrase, Piece } from '../../wording/phrase.ts';
import type { Reader } from './reader.ts';

/** Where the money is, with what belongs to that and to nothing else. */
type MoneyIs =
  | { where: 'refund'; status: RefundStatus }
  | { where: 'number_bought'; purchaseId: PurchaseId }
  | { where: 'in_remediation'; dueAt: Timestamp | undefined }
  | { where: 'closed'; result: PurchaseResult }
  | { where: 'not_known' }
  | { where: Exclude<Stage, 'in_remediation' | 'closed'> };

/** As the purchase says it. A record may lack what its stage comes with, if it is old or damaged. */
function moneyOf({ refund, replacement, result, claim, stage }: PurchaseStatus): MoneyIs {
  if (refund) return { where: 'refund', status: refund.status };
  if (result?.outcome === 'refunded') return { where: 'refund', status: 'confirmed' };
  if (replacement?.status === 'issued' && replacement.purchaseId !== undefined) {
    return { where: 'number_bought', purchaseId: replacement.purchaseId };
  }
  switch (stage) {
    case 'in_remediation':
      return { where: stage, dueAt: claim?.remediationDueAt };
    case 'closed':
      // Without a new number on record, an end that speaks of one does not say where the money is.
      return result === undefined || result.outcome === 'replaced'
        ? { where: 'not_known' }
        : { where: stage, result };
    case 'awaiting_sms':
    case 'claim_window':
    case 'returning_funds':
    case 'needs_evidence':
    case 'in_review':
    case 'access_requested':
    case 'remedied':
    case 'awaiting_choice':
    case 'replacing':
      return { where: stage };
    default:
      return stage satisfies never;
  }
}

/** By which clause the money is where it is. Absent if the record does not say it. */
export function moneyClause(status: PurchaseStatus): ClauseId | undefined {
  const { result, claim } = status;
  const is = moneyOf(status);
  switch (is.where) {
    case 'refund':
      return result?.clause ?? returnDecidedBy(status);
    case 'returning_funds':
      // A claim on which the record decides is granted only once the cancel is answered (C1).
      return returnDecidedBy(status) ?? (claim && clauseOf(claim.claimType));
    case 'needs_evidence':
    case 'in_review':
      return claim && clauseOf(claim.claimType);
    case 'awaiting_sms':
      return 'R2';
    case 'claim_window':
      return 'P1';
    case 'access_requested':
      return 'C3b';
    case 'remedied':
      return 'C3';
    case 'number_bought':
    case 'in_remediation':
    case 'awaiting_choice':
    case 'replacing':
      return 'C3a';
    case 'closed':
      return is.result.clause;
    case 'not_known':
      return undefined;
    default:
      return is satisfies never;
  }
}

const returnDecidedBy = ({ timeline }: PurchaseStatus): ClauseId | undefined =>
  timeline.findLast(({ event }) => event === 'automatic_return' || event === 'claim_approved')?.clause;

/** Where the customer's money is now, in one sentence that is addressed to the customer. */
export function moneySentence(
  status: PurchaseStatus,
  { say, sayAround }: Pick<Reader, 'say' | 'sayAround'>,
): Phrase {
  const { terms, timeline, claimDeadline, smsDeadline, result } = status;
  const money: Piece = { kind: 'money', money: terms.price };
  const yours = terms.replaces
    ? sayAround('money.yours_paid_with', { money, purchase: purchase(terms.replaces.originalPurchaseId) })
    : sayAround('money.yours', { money });
  const since = (...events: string[]): Piece => {
    const at = events
      .map((event) => timeline.findLast((entry) => entry.event === event)?.at)
      .find((each) => each !== undefined);
    if (at !== undefined) return instant(at);
    return result === undefined ? say('money.moment_ago') : instant(result.closedAt);
  };
  const is = moneyOf(status);
  switch (is.where) {
    case 'refund': {
      switch (is.status) {
        case 'confirmed': {
          const at = since('refund_confirmed', 'refund_returned_otherwise');
          return sayAround('money.refund_confirmed', { yours, at });
        }
        case 'refused':
        case 'unknown':
        case 'intended':
          return sayAround(`money.refund_${is.status}`, { yours });
        case 'sent':
        case 'pending':
          return sayAround('money.refund_sent', { yours, at: since('refund_sent') });
        default:
          return is.status satisfies never;
      }
    }
    case 'number_bought':
      return sayAround('money.bought_a_number', { yours, purchase: purchase(is.purchaseId) });
    case 'awaiting_sms':
      return sayAround('money.awaiting_sms', { yours, at: instant(smsDeadline) });
    case 'claim_window':
      return sayAround('money.claim_window', { yours, at: instant(claimDeadline) });
    case 'in_remediation':
      return is.dueAt === undefined
        ? sayAround('money.in_remediation_undated', { yours })
        : sayAround('money.in_remediation', { yours, at: instant(is.dueAt) });
    case 'returning_funds':
    case 'needs_evidence':
    case 'in_review':
    case 'not_known':
    case 'access_requested':
    case 'remedied':
    case 'awaiting_choice':
    case 'replacing':
      return sayAround(`money.${is.where}`, { yours });
    case 'closed':
      return sayAround(
        is.result.outcome === 'closed_without_remedy' ? 'money.closed_without_remedy' : 'money.fulfilled',
        { yours },
      );
    default:
      return is satisfies never;
  }
}

const instant = (at: Timestamp): Piece => ({ kind: 'instant', at });

const purchase = (purchaseId: PurchaseId): Piece => ({ kind: 'purchase', purchaseId });
