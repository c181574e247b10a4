import type { Opening } from '../client/open-purchase.ts';
import type { RequestAnswer } from '../client/request.ts';
import type { Sending } from '../client/send-event.ts';
import type { Problem } from '../contract/answers.ts';
import type { PurchaseResult } from '../contract/purchase-result.ts';
import type { Instant } from '../contract/scalars.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { timelineLines } from '../demo/print.ts';
import { durationWords } from './time-words.ts';

/** `ok: false` ends the command with 1. */
export interface Verdict {
  ok: boolean;
  line: string;
}

const row = (name: string, text: string): string => `  ${name.padEnd(11)} ${text}`;

/** Stage, next deadline, what each side may do. */
export function standingLines(
  { stage, nextDeadline, allowedActions, result }: PurchaseStatus,
  now: Instant,
): string[] {
  const lines = [row('stage', stage)];
  if (result !== undefined) lines.push(row('result', resultWords(result)));
  if (nextDeadline !== undefined) {
    const left = Date.parse(nextDeadline.at) - now;
    const when = left >= 0 ? `in ${durationWords(left)}` : `${durationWords(-left)} ago`;
    const state = nextDeadline.pausedSince === undefined ? when : `paused since ${nextDeadline.pausedSince}`;
    lines.push(row('next', `${nextDeadline.kind} ${nextDeadline.at} (${state})`));
  }
  for (const side of ['customer', 'support'] as const) {
    lines.push(row(side, allowedActions[side].join(', ') || '–'));
  }
  return lines;
}

/** All there is to see of a purchase. */
export function statusLines(status: PurchaseStatus, now: Instant): string[] {
  const { purchaseId, policyVersion, claims, refund, replacement, needsAttention, timeline } = status;
  return [
    `purchase ${purchaseId}, policy ${policyVersion}, its now is ${new Date(now).toISOString()}`,
    ...standingLines(status, now),
    ...claims.map(({ claimId, claimType, status: state, clause }) =>
      row('claim', [claimId, claimType, state, clause].filter(Boolean).join(' ')),
    ),
    ...(refund ? [row('refund', `${refund.amount} ${refund.currency} (minor units) ${refund.status}`)] : []),
    ...(replacement
      ? [row('replacement', `${replacement.purchaseId ?? ''} ${replacement.status}`.trim())]
      : []),
    ...needsAttention.map(({ step, reason, since }) =>
      row('attention', `${step}: ${reason}, since ${since}`),
    ),
    'timeline',
    ...timelineLines(timeline),
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
  | { code: 'unknown_purchase' | 'too_many_refusals'; message: string }
  | { code: 'invalid_input'; problems: Problem[] };

function whyNot(no: NotTaken): Verdict {
  switch (no.code) {
    case 'purchase_closed':
      return refused(no.code, resultWords(no.result));
    case 'invalid_input':
      return refused(no.code, problemWords(no.problems));
    case 'unknown_purchase':
    case 'too_many_refusals':
      return refused(no.code, no.message);
    default:
      return no satisfies never;
  }
}

const refused = (code: string, words: string): Verdict => ({ ok: false, line: `refused: ${code}: ${words}` });

const resultWords = ({ outcome, clause, closedAt }: PurchaseResult): string =>
  `${outcome} by ${clause}, ${closedAt}`;

const problemWords = (problems: readonly Problem[]): string =>
  problems.map(({ field, message }) => `${field || 'input'} ${message}`).join('; ');
