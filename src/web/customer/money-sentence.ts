import type { ClauseId } from '../../contract/clause-id.ts';
import type { PurchaseResult } from '../../contract/purchase-result.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { PurchaseStatus, RefundStatus, Stage } from '../../contract/status.ts';
import { clauseOf } from '../../wording/claim-types.ts';
import type { Phrase, Piece } from '../../wording/phrase.ts';
import type { Reader } from './reader.ts';

/** Where the money is, with what belongs to that and to nothing else. */
type MoneyIs =
  | { where: 'refund'; status: RefundStatus; clause: ClauseId }
  | { where: 'number_bought'; purchaseId: PurchaseId }
  | { where: 'returning_funds' | 'needs_evidence' | 'in_review'; clause: ClauseId }
  | { where: 'in_remediation'; dueAt: Timestamp }
  | { where: 'closed'; result: PurchaseResult }
  | {
      where: Exclude<Stage, 'returning_funds' | 'needs_evidence' | 'in_review' | 'in_remediation' | 'closed'>;
    };

/** As the purchase says it. Throws if a purchase lacks what its stage comes with: no page is better than a wrong promise. */
function moneyOf(status: PurchaseStatus): MoneyIs {
  const { refund, replacement, result, claim, stage } = status;
  const there = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error(`Purchase ${status.purchaseId} lacks what belongs to ${stage}.`);
    return what;
  };
  if (refund) {
    return {
      where: 'refund',
      status: refund.status,
      clause: there(result?.clause ?? returnDecidedBy(status)),
    };
  }
  if (replacement?.status === 'issued' && replacement.purchaseId !== undefined) {
    return { where: 'number_bought', purchaseId: replacement.purchaseId };
  }
  switch (stage) {
    case 'returning_funds':
      // A claim on which the record decides is granted only once the cancel is answered (C1).
      return {
        where: stage,
        clause: returnDecidedBy(status) ?? clauseOf(there(claim).claimType),
      };
    case 'needs_evidence':
    case 'in_review':
      return { where: stage, clause: clauseOf(there(claim).claimType) };
    case 'in_remediation':
      return { where: stage, dueAt: there(claim?.remediationDueAt) };
    case 'closed':
      return { where: stage, result: there(result) };
    case 'awaiting_sms':
    case 'claim_window':
    case 'access_requested':
    case 'remedied':
    case 'awaiting_choice':
    case 'replacing':
      return { where: stage };
    default:
      return stage satisfies never;
  }
}

const returnDecidedBy = ({ timeline }: PurchaseStatus): ClauseId | undefined =>
  timeline.findLast(({ event }) => event === 'automatic_return' || event === 'claim_approved')?.clause;

/** Where the customer's money is now, in one sentence that is addressed to the customer. */
export function moneySentence(
  status: PurchaseStatus,
  { say, sayAround }: Pick<Reader, 'say' | 'sayAround'>,
): Phrase {
  const { terms, timeline, claimDeadline, smsDeadline } = status;
  const money: Piece = { kind: 'money', money: terms.price };
  const yours = terms.replaces
    ? sayAround('money.yours_paid_with', { money, purchase: purchase(terms.replaces.originalPurchaseId) })
    : sayAround('money.yours', { money });
  const since = (...events: string[]): Piece => {
    const at = events
      .map((event) => timeline.findLast((entry) => entry.event === event)?.at)
      .find((each) => each !== undefined);
    return at === undefined ? say('money.moment_ago') : instant(at);
  };
  const is = moneyOf(status);
  switch (is.where) {
    case 'refund': {
      const { clause } = is;
      switch (is.status) {
        case 'confirmed': {
          const at = since('refund_confirmed', 'refund_returned_otherwise');
          return sayAround('money.refund_confirmed', { yours, at, clause });
        }
        case 'refused':
        case 'unknown':
        case 'intended':
          return sayAround(`money.refund_${is.status}`, { yours, clause });
        case 'sent':
        case 'pending':
          return sayAround('money.refund_sent', { yours, at: since('refund_sent'), clause });
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
    case 'returning_funds':
    case 'needs_evidence':
    case 'in_review':
      return sayAround(`money.${is.where}`, { yours, clause: is.clause });
    case 'in_remediation':
      return sayAround('money.in_remediation', { yours, at: instant(is.dueAt) });
    case 'access_requested':
    case 'remedied':
    case 'awaiting_choice':
    case 'replacing':
      return sayAround(`money.${is.where}`, { yours });
    case 'closed': {
      const { outcome, clause } = is.result;
      return sayAround(
        outcome === 'closed_without_remedy' ? 'money.closed_without_remedy' : 'money.fulfilled',
        { yours, clause },
      );
    }
    default:
      return is satisfies never;
  }
}

const instant = (at: Timestamp): Piece => ({ kind: 'instant', at });

const purchase = (purchaseId: PurchaseId): Piece => ({ kind: 'purchase', purchaseId });
