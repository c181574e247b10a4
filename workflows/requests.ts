// How requests are answered: the handlers of all updates and queries.
import { ApplicationFailure, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Answer, Problem } from '../src/contract/answers.ts';
import type { PurchaseSnapshot } from '../src/contract/snapshot.ts';
import type { PurchaseStatus } from '../src/contract/status.ts';
import type { UpdateName, Updates } from '../src/contract/updates.ts';
import { fieldsOf } from '../src/contract/validation/left-out.ts';
import type { Read } from '../src/contract/validation/reader.ts';
import { readUpdate } from '../src/contract/validation/updates.ts';
import { LARGEST_REQUEST_BYTES, mostRefusals, TOO_LARGE } from '../src/policy/limits.ts';
import { sideOf } from '../src/policy/stages.ts';
import type { Refusal } from '../src/policy/verdict.ts';
import { countRefusal, countRequest, refusalsUsedUp, watchLimits } from './inbox.ts';
import { note } from './journal.ts';
import type { Life } from './life.ts';
import { invalidInput } from './order.ts';
import { judge, pointlessRequest, RULES, tooManyRequests, type RequestRule } from './rules.ts';
import { acceptedAnswer, purchaseSnapshot, purchaseStatus, refusedAnswer } from './status.ts';

/** Registers all handlers. Those of updates are synchronous, so of two choices in one task only the first can win. */
export function answerRequests(life: Life): void {
  on(life, 'submitClaim');
  on(life, 'addEvidence');
  on(life, 'withdrawClaim');
  on(life, 'decideClaim');
  on(life, 'requestAccess');
  on(life, 'answerAccess');
  on(life, 'reportRemediation');
  on(life, 'disputeRemediation');
  on(life, 'chooseRemedy');
  on(life, 'settleByHand');
  on(life, 'correctContact');
  setHandler(defineQuery<PurchaseStatus>('status'), () => purchaseStatus(life));
  setHandler(defineQuery<PurchaseSnapshot>('snapshot'), () => purchaseSnapshot(life));
}

function on<N extends UpdateName>(life: Life, name: N): void {
  const rule: RequestRule<N> = RULES[name];

  const handler = (input: unknown): Answer => {
    const { value: request, leftOut } = wellFormed(name, input);
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
  };

  // A refusal here leaves nothing in the history, so this must not change anything. It does not run on replay, so a later
  // version may refuse by other rules without harm to open purchases.
  const validator = (input: unknown): void => {
    const { value: request } = wellFormed(name, input);
    const side = sideOf(request.by);
    const usedUp = tooManyRequests(life, side, name);
    if (usedUp) throw refusedByValidator('TooManyRequests', usedUp);
    const pointless = pointlessRequest(life, name, request);
    if (pointless) {
      const type = pointless.code === 'too_many_requests' ? 'TooManyRequests' : 'NothingNew';
      throw refusedByValidator(type, pointless);
    }
    if (!refusalsUsedUp(life, side)) return;
    const verdict = judge(life, name, request);
    if (typeof verdict === 'function') return;
    const most = mostRefusals(life.terms.version, side);
    const message = `Refused (${verdict.code}), as ${most} requests were before: ${verdict.message}`;
    throw refusedByValidator('TooManyRefusals', verdict, message);
  };

  setHandler(defineUpdate<Answer, [unknown]>(name), handler, { validator });
}

/** A refusal that leaves nothing in the history and does not change the purchase. */
function refusedByValidator(
  type: 'TooManyRefusals' | 'TooManyRequests' | 'NothingNew',
  { code, clause, message }: Refusal,
  words = message,
): ApplicationFailure {
  const details = [{ code, clause, message }];
  return ApplicationFailure.create({ type, message: words, details, nonRetryable: true });
}

function wellFormed<N extends UpdateName>(name: N, input: unknown): Extract<Read<Updates[N]>, { ok: true }> {
  if (input === TOO_LARGE) throw invalidInput([TOO_LARGE_PROBLEM]);
  const request = readUpdate(name, input);
  if (!request.ok) throw invalidInput(request.problems);
  return request;
}

const TOO_LARGE_PROBLEM: Problem = {
  field: '',
  message: `is larger than ${LARGEST_REQUEST_BYTES} bytes: send the fields of the contract, and nothing else`,
};
