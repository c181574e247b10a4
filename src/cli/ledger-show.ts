import { timelineLines } from '../wording/timeline-lines.ts';
import type { MailOnRecord } from '../ledger/read/mails-of.ts';
import type { RefundOnRecord, ReplacementOnRecord } from '../ledger/read/money-of.ts';
import type { PurchaseRecord } from '../ledger/read/purchase-record.ts';
import type { QueuedPurchase, QueueEntry } from '../ledger/read/queue.ts';
import type { QueuedCase } from '../ledger/read/queued-cases.ts';
import type { FoundPurchase } from '../ledger/read/search.ts';
import type { WaitsFor } from '../ledger/read/waits-for.ts';
import type { CaseFacts } from '../ledger/tables.ts';
import { factWords } from '../wording/facts.ts';
import { moneyWords } from '../wording/money.ts';
import {
  agoWords,
  attentionLines,
  boughtWords,
  claimLines,
  statementLines,
  statementWords,
  type View,
} from './claim-lines.ts';
import { deadlineWords, resultWords, summaryLines } from './show.ts';
import { row, rows } from './terminal.ts';
import { clockWords } from '../wording/durations.ts';

/** The most lines of one text in a list of purchases. */
const LISTED = { most: 3 };

/** An entry of the queue. */
export function queuedLines(entry: QueueEntry, view: View): string[] {
  if (entry.kind === 'case') return caseLines(entry, view);
  const { purchaseId, stage, claim, nextDeadline, needsAttention, allowedActions } = entry;
  return [
    `${purchaseId}  ${stage}, waits for ${WAITS_FOR[entry.waitsFor]}`,
    row('bought', boughtWords(entry)),
    ...(claim === undefined ? [] : queuedClaimLines(claim, view)),
    ...(nextDeadline === undefined ? [] : [row('next', deadlineWords(nextDeadline, view.now))]),
    ...attentionLines(needsAttention, view),
    row('support', allowedActions.join(', ') || '–'),
  ];
}

const WAITS_FOR: Readonly<Record<WaitsFor, string>> = {
  support: 'support',
  customer: 'the customer',
  order_service: 'the order service',
};

function queuedClaimLines(claim: NonNullable<QueuedPurchase['claim']>, view: View): string[] {
  const { claimId, claimType, filedAt, reason, evidence, lastStatement, pausedMs, pausedSince } = claim;
  const lines = [
    row('claim', `${claimId} ${claimType}, filed ${agoWords(filedAt, view.now)}`),
    ...rows('reason', reason, { ...view, ...LISTED }),
  ];
  if (evidence.length > 0) lines.push(...rows('evidence', evidence.join(', '), view));
  if (lastStatement !== undefined) {
    lines.push(row('said last', `${statementWords(lastStatement)}:`));
    lines.push(...rows('', lastStatement.text, { ...view, ...LISTED }));
  }
  if (pausedMs > 0 || pausedSince !== undefined) {
    const still = pausedSince === undefined ? '' : `, still since ${pausedSince}`;
    lines.push(row('paused', `${clockWords(pausedMs)} in all${still}`));
  }
  return lines;
}

function caseLines(entry: QueuedCase, view: View): string[] {
  const { purchaseId, caseId, key, details, queuedAt } = entry;
  const found = Object.entries(details).map(
    ([side, facts]: [string, CaseFacts | null]) =>
      `${side}: ${facts === null ? 'nothing' : factWords(facts)}`,
  );
  return [
    `${purchaseId}  case ${entry.case}, waits for support`,
    row('case', `${caseId}, open since ${queuedAt}`),
    row('about', key),
    ...rows('found', found.join('; '), view),
  ];
}

/** A purchase in a list. */
export function foundLines(found: FoundPurchase, { now }: View): string[] {
  const { purchaseId, stage, customerId, activationId, claims, nextDeadline, result } = found;
  return [
    `${purchaseId}  ${stage}`,
    row('bought', `${boughtWords(found)}, policy ${found.policyVersion}`),
    row('ids', `customer ${customerId}, activation ${activationId}`),
    ...claims.map(({ claimId, claimType, status, clause }) =>
      row('claim', [claimId, claimType, status, clause].filter(Boolean).join(' ')),
    ),
    ...(nextDeadline === undefined ? [] : [row('next', deadlineWords(nextDeadline, now))]),
    ...(found.needsAttention === 0 ? [] : [row('attention', String(found.needsAttention))]),
    ...(result === undefined ? [] : [row('result', resultWords(result))]),
  ];
}

/** Everything about a purchase except the content of its mails. */
export function recordLines(record: PurchaseRecord, view: View): string[] {
  const { purchaseId, policyVersion, position, customer, claims, refund, replacements, chain } = record;
  return [
    `purchase ${purchaseId}, policy ${policyVersion}, as of ${position.asOf}`,
    row('customer', [customer.customerId, customer.name, customer.email].filter(Boolean).join(', ')),
    row('bought', boughtWords(record.terms)),
    ...summaryLines(record, view.now),
    ...claims.flatMap((claim) => claimLines(claim, view)),
    ...statementLines(record.statements, view),
    ...(refund ? rows('refund', refundWords(refund, purchaseId), view) : []),
    ...replacements.flatMap((replacement) => rows('replacement', replacementWords(replacement), view)),
    ...(chain.length > 1
      ? chain.map((link) => row('chain', `${link.depth} ${link.purchaseId} ${link.outcome ?? link.stage}`))
      : []),
    ...attentionLines(record.needsAttention, view),
    ...record.mails.map((mail) => row('mail', mailWords(mail))),
    'timeline',
    ...timelineLines(record.timeline),
  ];
}

function refundWords(refund: RefundOnRecord, purchaseId: string): string {
  const words = [`${moneyWords(refund)} ${refund.status} by ${refund.clause}`];
  if (refund.refundId !== undefined) words.push(refund.refundId);
  if (refund.reason !== undefined) words.push(refund.reason);
  if (refund.byHand) words.push('by hand');
  if (refund.returnedOtherwise) words.push('came back another way');
  if (refund.answeredAmount !== undefined && refund.answeredAmount !== refund.amount)
    words.push(`answered ${refund.answeredAmount} ${refund.answeredCurrency ?? refund.currency}`);
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
