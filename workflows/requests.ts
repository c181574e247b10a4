// How requests are taken: the handlers of all updates and queries.
import { ApplicationFailure, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Answer, Problem } from '../src/contract/answers.ts';
import type { Options, Preview } from '../src/contract/preview.ts';
import type { PurchaseSnapshot } from '../src/contract/snapshot.ts';
import type { PurchaseStatus } from '../src/contract/status.ts';
import type { UpdateName } from '../src/contract/updates.ts';
import { readUpdate } from '../src/contract/validation/updates.ts';
import { LARGEST_REQUEST_BYTES, TOO_LARGE } from '../src/policy/limits.ts';
import { answerTo, refusedWithoutTrace, type WellFormed } from './answering.ts';
import type { Life } from './life.ts';
import { invalidInput } from './order.ts';
import { optionsOf, preview } from './preview.ts';
import { purchaseSnapshot, purchaseStatus } from './status.ts';

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
  setHandler(defineQuery<Preview, [unknown]>('preview'), (question) => preview(life, question));
  setHandler(defineQuery<Options, [unknown]>('options'), (question) => optionsOf(life, question));
}

function on<N extends UpdateName>(life: Life, name: N): void {
  const handler = (input: unknown): Answer => answerTo(life, name, wellFormed(name, input));

  // A refusal here leaves nothing in the history, so this must not change anything. It does not run on replay, so a later
  // version may refuse by other rules without harm to open purchases.
  const validator = (input: unknown): void => {
    const refused = refusedWithoutTrace(life, name, wellFormed(name, input).value);
    if (refused === undefined) return;
    const { type, why } = refused;
    const { code, clause, message } = why;
    throw ApplicationFailure.create({
      type,
      message,
      details: [{ code, clause, message }],
      nonRetryable: true,
    });
  };

  setHandler(defineUpdate<Answer, [unknown]>(name), handler, { validator });
}

function wellFormed<N extends UpdateName>(name: N, input: unknown): WellFormed<N> {
  if (input === TOO_LARGE) throw invalidInput([TOO_LARGE_PROBLEM]);
  const request = readUpdate(name, input);
  if (!request.ok) throw invalidInput(request.problems);
  return request;
}

const TOO_LARGE_PROBLEM: Problem = {
  field: '',
  message: `is larger than ${LARGEST_REQUEST_BYTES} bytes: send the fields of the contract, and nothing else`,
};
