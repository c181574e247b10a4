import type { Opening } from '../client/open-purchase.ts';
import type { RequestAnswer } from '../client/request.ts';
import type { Sending } from '../client/send-event.ts';
import type { Problem } from '../contract/answers.ts';
import type { PurchaseResult } from '../contract/purchase-result.ts';
import type { Instant } from '../contract/scalars.ts';
import type { NextDeadline, PurchaseStatus } from '../contract/status.ts';
import { timelineLines } from '../wording/timeline-lines.ts';
import { moneyWords } from '../wording/money.ts';
import { attentionLines, boughtWords, claimLines, statementLines, type View } from './claim-lines.ts';
import { row } from './terminal.ts';
import { clockWords } from '../wording/durations.ts';

/** `ok: false` ends the command with 1. */
export interface Verdict {
  ok: boolean;
  line: string;
}

type Summary = Pick<PurchaseStatus, 'stage' | 'nextDeadline' | 'allowedActions' | 'result'>;

/** Stage, next deadline, what each side may do. */
export function summaryLines(
  { stage, nextDeadline, allowedActions, result }: Summary,
  now: Instant,
): string[] {
  const lines = [row('stage', stage)];
  if (result !== undefined) lines.push(row('result', resultWords(result)));
  if (nextDeadline !== undefined) lines.push(row('next', deadlineWords(nextDeadline, now)));
  for (const side of ['customer', 'support'] as const) {
    lines.push(row(side, allowedActions[side].join(', ') || '–'));
  }
  return lines;
}

/** Kind, instant, and how long until then or since. */
export function deadlineWords({ kind, at, pausedSince, provisional }: NextDeadline, now: Instant): string {
  const left = Date.parse(at) - now;
  const when = left >= 0 ? `in ${clockWords(left)}` : `${clockWords(-left)} ago`;
  const state = pausedSince === undefined ? when : `paused since ${pausedSince}`;
  return `${kind} ${at} (${provisional === true ? `${state}, provisional` : state})`;
}

/** Everything about a purchase. */
export function statusLines(status: PurchaseStatus, view: View): string[] {
  const { purchaseId, policyVersion, terms, claims, statements = [], refund, replacement } = status;
  return [
    `purchase ${purchaseId}, policy ${policyVersion}, its clock shows ${new Date(view.now).toISOString()}`,
    ...summaryLines(status, view.now),
    row('bought', `${boughtWords(terms)}, customer ${terms.customerId}`),
    ...claims.flatMap((claim) => claimLines(claim, view)),
    ...statementLines(statements, view),
    ...(refund ? [row('refund', `${moneyWords(refund)} ${refund.status}`)] : []),
    ...(replacement
      ? [row('replacement', `${replacement.purchaseId ?? ''} ${replacement.status}`.trim())]
      : []),
    ...attentionLines(status.needsAttention, view),
    'timeline',
    ...timelineLines(status.timeline),
  ];
}

export function openingVerdict(purchaseId: string, opening: Opening): Verdict {
  if (opening.opened)
    return { ok: true, line: `${opening.already ? 'already open' : 'opened'} ${purchaseId}` };
  if (opening.code === 'invalid_input') return refused(opening.code, problemWords(opening.problems));
  return refused(opening.code, `it was opened with another ${opening.differences.join(', ')}`);
}

export function sendingVerdict(event: string, sending: Sending): Verdict {
  if (sending.sent) return { ok: true, line: `sent ${event}` };
  return whyNot(sending);
}

export function requestVerdict(answer: RequestAnswer): Verdict {
  if (answer.accepted) return { ok: true, line: ['accepted', answer.claimId].filter(Boolean).join(' ') };
  if ('stage' in answer) {
    const clause = answer.clause === null ? '' : ` (${answer.clause})`;
    return { ok: false, line: `refused: ${answer.code}${clause}: ${answer.message}` };
  }
  return whyNot(answer);
}

type NotTaken =
  | { code: 'purchase_closed'; result: PurchaseResult }
  | { code: 'unknown_purchase' | 'too_many_refusals' | 'too_many_requests' | 'not_allowed'; message: string }
  | { code: 'invalid_input'; problems: Problem[] };

function whyNot(no: NotTaken): Verdict {
  switch (no.code) {
    case 'purchase_closed':
      return refused(no.code, resultWords(no.result));
    case 'invalid_input':
      return refused(no.code, problemWords(no.problems));
    case 'unknown_purchase':
    case 'too_many_refusals':
    case 'too_many_requests':
    case 'not_allowed':
      return refused(no.code, no.message);
    default:
      return no satisfies never;
  }
}

const refused = (code: string, words: string): Verdict => ({ ok: false, line: `refused: ${code}: ${words}` });

export const resultWords = ({
  outcome,
  clause,
  closedAt,
}: Pick<PurchaseResult, 'outcome' | 'clause' | 'closedAt'>): string => `${outcome} by ${clause}, ${closedAt}`;

export const problemWords = (problems: readonly Problem[]): string =>
  problems.map(({ field, message }) => `${field || 'input'} ${message}`).join('; ');
