import { ApplicationFailure, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Answer, Problem } from '../src/contract/answers.ts';
import type { PurchaseSnapshot } from '../src/contract/snapshot.ts';
import type { PurchaseStatus } from '../src/contract/status.ts';
import type { By, UpdateName, Updates } from '../src/contract/updates.ts';
import { fieldsOf } from '../src/contract/validation/left-out.ts';
import type { Read } from '../src/contract/validation/reader.ts';
import { readUpdate } from '../src/contract/validation/updates.ts';
import { actionsIn, sideOf } from '../src/policy/stages.ts';
import { refusal, type Refusal } from '../src/policy/verdict.ts';
import { answerAccess, requestAccess } from './access.ts';
import { chooseRemedy } from './choice.ts';
import { submitClaim, withdrawClaim } from './claims.ts';
import { correctContact } from './contact.ts';
import { decideClaim } from './decide-claim.ts';
import { addEvidence } from './evidence.ts';
import { note, type Life } from './life.ts';
import { disputeRemediation, reportRemediation } from './major-defect.ts';
import { purchaseSnapshot } from './snapshot.ts';
import { acceptedAnswer, purchaseStatus, refusedAnswer } from './status.ts';
import { settleByHand } from './step.ts';

/** A request in two halves: whether it can be taken, without a trace; and the facts it sets, at once. */
interface RequestRule<N extends UpdateName> {
  judge: (life: Life, request: Updates[N]) => Refusal | undefined;
  carryOut: (life: Life, request: Updates[N]) => void;
  refused?: (life: Life, request: Updates[N], why: Refusal) => void;
}

const RULES: { readonly [N in UpdateName]: RequestRule<N> } = {
  submitClaim,
  addEvidence,
  withdrawClaim,
  decideClaim,
  requestAccess,
  answerAccess,
  reportRemediation,
  disputeRemediation,
  chooseRemedy,
  settleByHand,
  correctContact,
};

/** Answers people. Handlers are synchronous: of two choices in one task only the first can win. */
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
  const judge = (request: Updates[N]): Refusal | undefined =>
    notNow(life, name, request.by) ?? rule.judge(life, request);

  const handler = (input: unknown): Answer => {
    const { value: request, leftOut } = wellFormed(name, input);
    const why = judge(request);
    if (why === undefined) {
      rule.carryOut(life, request);
      if (leftOut) {
        const data = { request: name, fields: fieldsOf(leftOut).join(', ') };
        note(life, 'fields_left_out', { visibility: 'internal', data });
      }
      return acceptedAnswer(life);
    }
    if (sideOf(request.by) === 'customer') life.refusals += 1;
    note(life, 'request_refused', {
      actor: request.by.kind,
      clause: why.clause ?? undefined,
      visibility: 'internal',
      data: { request: name, code: why.code },
    });
    rule.refused?.(life, request, why);
    return refusedAnswer(life, why);
  };

  // Leaves no history when it refuses, so it must not change anything.
  const validator = (input: unknown): void => {
    const { value: request } = wellFormed(name, input);
    if (sideOf(request.by) !== 'customer' || life.refusals < life.terms.version.refusals) return;
    const why = judge(request);
    if (why === undefined) return;
    throw ApplicationFailure.create({
      type: 'TooManyRefusals',
      message: `Refused (${why.code}), as ${life.terms.version.refusals} requests were before: ${why.message}`,
      details: [{ code: why.code, clause: why.clause, message: why.message }],
      nonRetryable: true,
    });
  };

  setHandler(defineUpdate<Answer, [unknown]>(name), handler, { validator });
}

function wellFormed<N extends UpdateName>(name: N, input: unknown): Extract<Read<Updates[N]>, { ok: true }> {
  const request = readUpdate(name, input);
  if (!request.ok) throw invalidInput(request.problems);
  return request;
}

/** Bad input: every problem with its field, and what would be right. */
export function invalidInput(problems: Problem[]): ApplicationFailure {
  const message = problems.map((each) => `${each.field || 'input'}: ${each.message}`).join('; ');
  return ApplicationFailure.create({
    type: 'InvalidInput',
    message,
    details: [problems],
    nonRetryable: true,
  });
}

/** The stage table. A claim has its own answers to "not now", which say more. */
function notNow(life: Life, name: UpdateName, by: By): Refusal | undefined {
  const side = sideOf(by);
  if (name === 'submitClaim' && side === 'customer' && life.stage !== 'closed') return undefined;
  if (name === 'settleByHand' && side === 'support' && life.stage !== 'closed') return undefined;
  const possible = actionsIn(life.stage, side);
  if (possible.includes(name)) return undefined;
  const now = possible.length > 0 ? `possible now: ${possible.join(', ')}` : 'nothing is to be done now';
  return refusal(
    'not_now',
    null,
    `${name} by ${by.kind} is not possible in the stage ${life.stage}; ${now}.`,
  );
}
