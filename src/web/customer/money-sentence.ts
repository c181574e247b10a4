import type { ClauseId } from '../../contract/clause-id.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import type { PurchaseStatus } from '../../contract/status.ts';
import { clauseOf } from '../../wording/claim-types.ts';
import type { Phrase, Piece } from '../../wording/phrase.ts';
import type { Reader } from './reader.ts';

/** Where the customer's money is now, in one sentence that is addressed to the customer. */
export function moneySentence(
  status: PurchaseStatus,
  { say, sayAround }: Pick<Reader, 'say' | 'sayAround'>,
): Phrase {
  const { terms, refund, replacement, result, claim, claimDeadline, smsDeadline, stage } = status;
  const money: Piece = { kind: 'money', money: terms.price };
  const yours = terms.replaces
    ? sayAround('money.yours_paid_with', { money, purchase: purchase(terms.replaces.originalPurchaseId) })
    : sayAround('money.yours', { money });
  const instant = (at: Timestamp | undefined): Piece =>
    at === undefined ? say('money.moment_ago') : { kind: 'instant', at };
  if (refund) return refundSentence(status, { yours, instant, sayAround });
  if (replacement?.status === 'issued' && replacement.purchaseId !== undefined) {
    return sayAround('money.bought_a_number', { yours, purchase: purchase(replacement.purchaseId) });
  }
  switch (stage) {
    case 'awaiting_sms':
      return sayAround('money.awaiting_sms', { yours, at: instant(smsDeadline) });
    case 'returning_funds':
      return sayAround('money.returning_funds', { yours, clause: claim ? 'C1' : 'R2' });
    case 'claim_window':
      return sayAround('money.claim_window', { yours, at: instant(claimDeadline) });
    case 'in_review':
      return sayAround('money.in_review', { yours, clause: reviewClause(claim) });
    case 'in_remediation':
      return sayAround('money.in_remediation', {
        yours,
        at: instant(claim?.remediationDueAt ?? claimDeadline),
      });
    case 'needs_evidence':
    case 'access_requested':
    case 'remedied':
    case 'awaiting_choice':
    case 'replacing':
      return sayAround(`money.${stage}`, { yours });
    case 'closed':
      return sayAround(
        result?.outcome === 'closed_without_remedy' ? 'money.closed_without_remedy' : 'money.fulfilled',
        { yours, clause: result?.clause ?? '' },
      );
    default:
      return stage satisfies never;
  }
}

const purchase = (purchaseId: string): Piece => ({ kind: 'purchase', purchaseId });

const reviewClause = (claim: PurchaseStatus['claim']): ClauseId =>
  claim?.claimType === 'non_receipt' ? clauseOf('non_receipt') : clauseOf('invalid_number');

function refundSentence(
  { refund, timeline, result, claims }: PurchaseStatus,
  {
    yours,
    instant,
    sayAround,
  }: { yours: Phrase; instant: (at: Timestamp | undefined) => Piece } & Pick<Reader, 'sayAround'>,
): Phrase {
  const since = (event: string): Timestamp | undefined =>
    timeline.findLast((entry) => entry.event === event)?.at;
  const decided = timeline.findLast(
    ({ event }) => event === 'automatic_return' || event === 'claim_approved',
  );
  const clause = result?.clause ?? decided?.clause ?? claims.at(-1)?.clause ?? 'C3a';
  const back = since('refund_confirmed') ?? since('refund_returned_otherwise');
  const status = refund?.status;
  switch (status) {
    case 'confirmed':
      return sayAround('money.refund_confirmed', { yours, at: instant(back), clause });
    case 'refused':
    case 'unknown':
    case 'intended':
      return sayAround(`money.refund_${status}`, { yours, clause });
    case 'sent':
    case 'pending':
    case undefined:
      return sayAround('money.refund_sent', { yours, at: instant(since('refund_sent')), clause });
    default:
      return status satisfies never;
  }
}
