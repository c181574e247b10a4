import type { ClauseId } from '../contract/clause-id.ts';
import type { PurchaseResult } from '../contract/purchase-result.ts';
import type { Timestamp } from '../contract/scalars.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { clauseOf } from './claim-types.ts';
import { phrase, type Phrase, type Piece } from './phrase.ts';

/** Where the customer's money is now, in one sentence that is addressed to the customer. */
export function moneySentence(status: PurchaseStatus): Phrase {
  const { terms, refund, replacement, result, claim, claimDeadline, smsDeadline, stage } = status;
  const money: Piece = { kind: 'money', money: terms.price };
  const yours = terms.replaces
    ? phrase`Your ${money}, paid with ${purchase(terms.replaces.originalPurchaseId)},`
    : phrase`Your ${money}`;
  if (refund) return phrase`${yours} ${refundPhrase(status)}`;
  if (replacement?.status === 'issued' && replacement.purchaseId !== undefined) {
    return phrase`${yours} stays paid: it bought a new number, ${purchase(replacement.purchaseId)}, clause C3a.`;
  }
  switch (stage) {
    case 'awaiting_sms':
      return phrase`${yours} comes back by itself if no SMS arrives by ${instant(smsDeadline)}, clause R2.`;
    case 'returning_funds':
      return phrase`${yours} goes back as soon as the activation is cancelled, clause ${claim ? 'C1' : 'R2'}.`;
    case 'claim_window':
      return phrase`${yours} is paid, and you may claim it back until ${instant(claimDeadline)}, clause P1.`;
    case 'needs_evidence':
      return phrase`${yours} depends on your claim, which waits for screenshots, clause C2.`;
    case 'in_review':
      return phrase`${yours} depends on your claim, which support is deciding, clause ${reviewClause(claim)}.`;
    case 'in_remediation':
      return phrase`${yours} can come back if the defect is not put right by ${instant(claim?.remediationDueAt ?? claimDeadline)}, clause C3a.`;
    case 'access_requested':
      return phrase`${yours} depends on your claim, whose time is paused until you answer, clause C3b.`;
    case 'remedied':
      return phrase`${yours} stays paid if you agree that the defect is put right, clause C3.`;
    case 'awaiting_choice':
      return phrase`${yours} can come back to you or become a new number: you choose, clause C3a.`;
    case 'replacing':
      return phrase`${yours} is being turned into a new number, clause C3a.`;
    case 'closed':
      return phrase`${yours} stays paid: ${closedWords(result)}, clause ${result?.clause ?? ''}.`;
    default:
      return stage satisfies never;
  }
}

const purchase = (purchaseId: string): Piece => ({ kind: 'purchase', purchaseId });

const instant = (at: Timestamp | undefined): Piece =>
  at === undefined ? 'a moment ago' : { kind: 'instant', at };

const reviewClause = (claim: PurchaseStatus['claim']): ClauseId =>
  claim?.claimType === 'non_receipt' ? clauseOf('non_receipt') : clauseOf('invalid_number');

const closedWords = (result: Pick<PurchaseResult, 'outcome'> | undefined): string =>
  result?.outcome === 'closed_without_remedy'
    ? 'the last claim ended without a remedy'
    : 'the purchase is fulfilled';

function refundPhrase({ refund, timeline, result, claims }: PurchaseStatus): Phrase {
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
      return phrase`is back since ${instant(back)}, clause ${clause}.`;
    case 'refused':
      return phrase`is owed to you, but the order service refused to pay it: support has to act, clause ${clause}.`;
    case 'unknown':
      return phrase`is owed to you; whether it was sent is being looked up, clause ${clause}.`;
    case 'intended':
      return phrase`is about to go back, clause ${clause}.`;
    case 'sent':
    case 'pending':
    case undefined:
      return phrase`is on its way back since ${instant(since('refund_sent'))}, clause ${clause}.`;
    default:
      return status satisfies never;
  }
}
