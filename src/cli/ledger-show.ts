import type { Instant } from '../contract/scalars.ts';
import type { Attention } from '../contract/status.ts';
import { timelineLines } from '../demo/print.ts';
import type { MailOnRecord } from '../ledger/reading/mails-of.ts';
import type { RefundOnRecord, ReplacementOnRecord } from '../ledger/reading/money-of.ts';
import type { PurchaseRecord } from '../ledger/reading/purchase-record.ts';
import type { QueueEntry } from '../ledger/reading/queue.ts';
import type { FoundPurchase } from '../ledger/reading/search.ts';
import type { CaseFacts } from '../ledger/tables.ts';
import { deadlineWords, resultWords, row, standingLines } from './show.ts';
import { durationWords } from './time-words.ts';

/** An entry of the queue. */
export function queuedLines(entry: QueueEntry, now: Instant): string[] {
  if (entry.kind === 'case') {
    const { purchaseId, caseId, key, details, queuedAt } = entry;
    const found = Object.entries(details).map(
      ([side, facts]: [string, CaseFacts | null]) => `${side}: ${factWords(facts)}`,
    );
    return [
      `${purchaseId}  case ${entry.case}`,
      row('case', `${caseId}, open since ${queuedAt}`),
      row('about', key),
      row('found', found.join('; ')),
    ];
  }
  const { purchaseId, stage, claim, nextDeadline, needsAttention, allowedActions } = entry;
  const lines = [`${purchaseId}  ${stage}`];
  if (claim !== undefined) {
    lines.push(row('claim', `${claim.claimId} ${claim.claimType}, filed ${claim.filedAt}`));
    if (claim.pausedMs > 0 || claim.pausedSince !== undefined) {
      const still = claim.pausedSince === undefined ? '' : `, still since ${claim.pausedSince}`;
      lines.push(row('paused', `${durationWords(claim.pausedMs)} in all${still}`));
    }
  }
  if (nextDeadline !== undefined) lines.push(row('next', deadlineWords(nextDeadline, now)));
  return [...lines, ...attentionLines(needsAttention), row('support', allowedActions.join(', ') || '–')];
}

const factWords = (facts: CaseFacts | null): string =>
  facts === null
    ? 'nothing'
    : Object.entries(facts)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ');

/** A purchase in a list. */
export function foundLines(found: FoundPurchase, now: Instant): string[] {
  const { purchaseId, stage, customerId, activationId, price, purchasedAt, claims, nextDeadline, result } =
    found;
  return [
    `${purchaseId}  ${stage}`,
    row(
      'bought',
      `${purchasedAt}, ${price.amount} ${price.currency} (minor units), policy ${found.policyVersion}`,
    ),
    row('ids', `customer ${customerId}, activation ${activationId}`),
    ...claimLines(claims),
    ...(nextDeadline === undefined ? [] : [row('next', deadlineWords(nextDeadline, now))]),
    ...(found.needsAttention === 0 ? [] : [row('attention', String(found.needsAttention))]),
    ...(result === undefined ? [] : [row('result', resultWords(result))]),
  ];
}

/** All of a purchase but the copies of its mails. */
export function recordLines(record: PurchaseRecord, now: Instant): string[] {
  const { purchaseId, policyVersion, position, customer, claims, refund, replacements, chain } = record;
  return [
    `purchase ${purchaseId}, policy ${policyVersion}, as of ${position.asOf}`,
    row('customer', [customer.customerId, customer.name, customer.email].filter(Boolean).join(', ')),
    ...standingLines(record, now),
    ...claimLines(claims),
    ...(refund ? [row('refund', refundWords(refund, purchaseId))] : []),
    ...replacements.map((replacement) => row('replacement', replacementWords(replacement))),
    ...(chain.length > 1
      ? chain.map((link) => row('chain', `${link.depth} ${link.purchaseId} ${link.outcome ?? link.stage}`))
      : []),
    ...attentionLines(record.needsAttention),
    ...record.mails.map((mail) => row('mail', mailWords(mail))),
    'timeline',
    ...timelineLines(record.timeline),
  ];
}

const claimLines = (claims: FoundPurchase['claims']): string[] =>
  claims.map(({ claimId, claimType, status, clause }) =>
    row('claim', [claimId, claimType, status, clause].filter(Boolean).join(' ')),
  );

const attentionLines = (needsAttention: readonly Attention[]): string[] =>
  needsAttention.map(({ step, reason, since }) => row('attention', `${step}: ${reason}, since ${since}`));

function refundWords(refund: RefundOnRecord, purchaseId: string): string {
  const words = [`${refund.amount} ${refund.currency} (minor units) ${refund.status} by ${refund.clause}`];
  if (refund.refundId !== undefined) words.push(refund.refundId);
  if (refund.reason !== undefined) words.push(refund.reason);
  if (refund.byHand) words.push('by hand');
  if (refund.purchaseId !== purchaseId) words.push(`for ${refund.purchaseId}`);
  return words.join(', ');
}

const replacementWords = ({ key, status, replacementPurchaseId, reason }: ReplacementOnRecord): string =>
  [`${key} ${status}`, replacementPurchaseId, reason === status ? undefined : reason]
    .filter(Boolean)
    .join(', ');

function mailWords({
  lastTriedAt,
  template,
  status,
  attempts,
  responseCode,
  messageId,
}: MailOnRecord): string {
  const tries = attempts === 1 ? '' : `, ${attempts} tries`;
  const answer = responseCode === undefined ? '' : ` (${responseCode})`;
  return `${lastTriedAt} ${template} ${status}${answer}${tries} ${messageId}`;
}
