// What a request is answered, and what it leaves behind: for the purchase itself, and for a copy of it.
import type { Answer } from '../src/contract/answers.ts';
import type { UpdateName, Updates } from '../src/contract/updates.ts';
import { fieldsOf } from '../src/contract/validation/left-out.ts';
import type { Read } from '../src/contract/validation/reader.ts';
import { mostRefusals } from '../src/policy/limits.ts';
import { sideOf } from '../src/policy/stages.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { countRefusal, countRequest, refusalsUsedUp, watchLimits } from './inbox.ts';
import { note } from './journal.ts';
import type { Life } from './life.ts';
import { judge, pointlessRequest, RULES, tooManyRequests, type RequestRule } from './rules.ts';
import { acceptedAnswer, refusedAnswer } from './status.ts';

export type WellFormed<N extends UpdateName> = Extract<Read<Updates[N]>, { ok: true }>;

/** Judges a request and carries it out, or notes why it is refused. */
export function answerTo<N extends UpdateName>(
  life: Life,
  name: N,
  { value: request, leftOut }: WellFormed<N>,
): Answer {
  const rule: RequestRule<N> = RULES[name];
  const side = sideOf(request.by);
  countRequest(life, side);
  const verdict = judge(life, name, request);
  if (typeof verdict === 'function') {
    verdict();
    if (leftOut) {
      const data = { request: name, fields: fieldsOf(leftOut).join(', ') };
      note(life, 'fields_left_out', { visibility: 'internal', data });
    }
    watchLimits(life);
    return acceptedAnswer(life);
  }
  countRefusal(life, side);
  note(life, 'request_refused', {
    actor: request.by.kind,
    clause: verdict.clause ?? undefined,
    visibility: 'internal',
    data: { request: name, code: verdict.code },
  });
  rule.refused?.(life, request, verdict);
  watchLimits(life);
  return refusedAnswer(life, verdict);
}

/** A refusal that leaves nothing in the history. `type`: of the failure that carries it. */
export interface RefusedWithoutTrace {
  type: 'TooManyRefusals' | 'TooManyRequests' | 'NothingNew';
  why: Refusal;
}

/** Why a request must not enter the history, if that is so. Changes nothing. */
export function refusedWithoutTrace<N extends UpdateName>(
  life: Life,
  name: N,
  request: Updates[N],
): RefusedWithoutTrace | undefined {
  const side = sideOf(request.by);
  const usedUp = tooManyRequests(life, side, name);
  if (usedUp) return { type: 'TooManyRequests', why: usedUp };
  const pointless = pointlessRequest(life, name, request);
  if (pointless) {
    const type = pointless.code === 'too_many_requests' ? 'TooManyRequests' : 'NothingNew';
    return { type, why: pointless };
  }
  if (!refusalsUsedUp(life, side)) return undefined;
  const verdict = judge(life, name, request);
  if (typeof verdict === 'function') return undefined;
  const most = mostRefusals(life.terms.version, side);
  const message = `Refused (${verdict.code}), as ${most} requests were before: ${verdict.message}`;
  return { type: 'TooManyRefusals', why: { ...verdict, message } };
}
