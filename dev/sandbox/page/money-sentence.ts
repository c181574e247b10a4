import { html } from 'hono/html';
import type { PurchaseStatus } from '../../../src/contract/status.ts';
import type { Html } from './layout.ts';
import { instantWords, moneyWords } from './words.ts';

/** Where the customer's money is now, in one sentence. */
export function moneySentence(status: PurchaseStatus): Html {
  const { terms, refund, replacement, result, claim, claimDeadline, smsDeadline, stage } = status;
  const money = html`<strong>${moneyWords(terms.price)}</strong>`;
  const yours = terms.replaces
    ? html`Your ${money}, paid with ${purchaseLink(terms.replaces.originalPurchaseId)},`
    : html`Your ${money}`;
  if (refund) return html`${yours} ${refundWords(status)}`;
  if (replacement?.status === 'issued' && replacement.purchaseId !== undefined) {
    return html`${yours} stays paid: it bought a new number, ${purchaseLink(replacement.purchaseId)}, clause
    C3a.`;
  }
  switch (stage) {
    case 'awaiting_sms':
      return html`${yours} comes back by itself if no SMS arrives by ${time(smsDeadline)}, clause R2.`;
    case 'returning_funds':
      return html`${yours} goes back as soon as the activation is cancelled, clause ${claim ? 'C1' : 'R2'}.`;
    case 'claim_window':
      return html`${yours} is paid, and you may claim it back until ${time(claimDeadline)}, clause P1.`;
    case 'needs_evidence':
      return html`${yours} depends on your claim, which waits for screenshots, clause C2.`;
    case 'in_review':
      return html`${yours} depends on your claim, which support is deciding, clause
      ${claim?.claimType === 'non_receipt' ? 'C1' : 'C2'}.`;
    case 'in_remediation':
      return html`${yours} can come back if the defect is not put right by
      ${time(claim?.remediationDueAt ?? claimDeadline)}, clause C3a.`;
    case 'access_requested':
      return html`${yours} depends on your claim, whose clock stands still until you answer, clause C3b.`;
    case 'remedied':
      return html`${yours} stays paid if you agree that the defect is put right, clause C3.`;
    case 'awaiting_choice':
      return html`${yours} can come back to you or become a new number: you choose, clause C3a.`;
    case 'replacing':
      return html`${yours} is being turned into a new number, clause C3a.`;
    case 'closed':
      return html`${yours} stays paid: ${closedWords(result?.outcome)}, clause ${result?.clause ?? ''}.`;
    default:
      return stage satisfies never;
  }
}

const closedWords = (outcome: string | undefined): string =>
  outcome === 'closed_without_remedy' ? 'the last claim ended without a remedy' : 'the purchase is fulfilled';

function refundWords({ refund, timeline, result, claims }: PurchaseStatus): Html {
  const since = (event: string): string | undefined =>
    timeline.findLast((entry) => entry.event === event)?.at;
  const decided = timeline.findLast(
    ({ event }) => event === 'automatic_return' || event === 'claim_approved',
  );
  const clause = result?.clause ?? decided?.clause ?? claims.at(-1)?.clause ?? 'C3a';
  switch (refund?.status) {
    case 'confirmed':
      return html`is back since
      ${time(since('refund_confirmed') ?? since('refund_returned_otherwise') ?? '')}, clause ${clause}.`;
    case 'refused':
      return html`is owed to you, but the order service refused to pay it: support has to act, clause
      ${clause}.`;
    case 'unknown':
      return html`is owed to you; whether it was sent is being looked up, clause ${clause}.`;
    case 'intended':
      return html`is about to go back, clause ${clause}.`;
    default:
      return html`is on its way back since ${time(since('refund_sent') ?? '')}, clause ${clause}.`;
  }
}

export const purchaseLink = (purchaseId: string): Html =>
  html`<a href="/purchases/${purchaseId}">${purchaseId}</a>`;

/** An instant for people and for machines. */
export const time = (at: string): Html =>
  at === '' ? html`a moment ago` : html`<time datetime="${at}">${instantWords(at)}</time>`;
