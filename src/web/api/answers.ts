import type { Logger } from 'pino';
import {
  isNoAnswer,
  NoAnswerError,
  PurchaseLostError,
  RecordsAwayError,
  StatusFailedError,
} from '../../client/no-answer.ts';
import type { RequestAnswer } from '../../client/request.ts';
import { LedgerFailure, LedgerRefused } from '../../ledger/ledger-unavailable.ts';
import { StoreUnavailable } from '../../evidence/store.ts';
import { MailUnavailable } from '../../emails/sending/mailer.ts';
import type { Answered } from './idempotency.ts';
import { malformed, NOT_FOUND, ProblemError, unavailable, type ApiProblem } from './problems.ts';

/** These fields of an answer, where it has them. */
export const answered = <T extends object>(answer: T, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => fields.includes(name)));

/** What a purchase has answered to a request: done, or the problem. `ifMatch`: the revision came as `If-Match`. */
export function answerOf(answer: RequestAnswer, { ifMatch }: { ifMatch: boolean }): Answered | ApiProblem {
  if (answer.accepted) return { status: 200, body: answer };
  const { accepted: _accepted, ...why } = answer;
  if ('problems' in why) return malformed(why.problems);
  const { code } = why;
  switch (code) {
    case 'unknown_purchase':
      return NOT_FOUND;
    case 'purchase_closed': {
      const detail = 'The purchase has closed, so nothing can be asked of it any more.';
      return { status: 409, code, detail, more: { result: why.result } };
    }
    default: {
      const { code: _code, message, ...standing } = why;
      const status = code === 'changed' && ifMatch ? 412 : 409;
      return { status, code, detail: message, more: standing };
    }
  }
}

export const isProblem = (answer: Answered | ApiProblem): answer is ApiProblem => 'code' in answer;

/** What a broken part means to the caller. `undefined`: a fault of ours. */
export function problemOf(error: unknown): ApiProblem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof NoAnswerError) {
    return unavailable(
      'no_answer',
      'The purchase gave no answer in time: repeat the request with the same Idempotency-Key, and it happens once.',
    );
  }
  if (error instanceof LedgerRefused) return undefined;
  if (error instanceof LedgerFailure || error instanceof RecordsAwayError) {
    return unavailable('ledger_unavailable', 'The ledger does not answer now: repeat it later.');
  }
  if (error instanceof StoreUnavailable) {
    return unavailable('evidence_unavailable', 'Evidence cannot be kept or shown now: repeat it later.');
  }
  if (error instanceof MailUnavailable) {
    return unavailable(
      'mail_server_unavailable',
      'The mail server does not take mails now: repeat it later.',
    );
  }
  if (error instanceof StatusFailedError || isNoAnswer(error)) {
    return unavailable('purchase_unavailable', 'The purchase does not answer now: repeat it later.');
  }
  if (error instanceof PurchaseLostError) {
    const detail =
      'Nobody carries this purchase on: its workflow was ended or lost before the purchase was decided. Repeating does ' +
      'not help: support sees what it owes (npm run reconcile opens the case workflow_missing) and settles it by hand.';
    return { status: 409, code: 'purchase_lost', detail };
  }
  return undefined;
}

/** A fault of ours, on record under the id of the request, and what its caller learns of it. */
export function brokenHere(
  error: unknown,
  { log, requestId }: { log: Logger; requestId: string },
): ApiProblem {
  const { name, stack = '' } = error instanceof Error ? error : new Error('no error was thrown');
  // The text of an error may repeat what somebody sent, so only its name and its stack, which has none, are logged.
  log.error({ requestId, error: name, stack: framesOf(stack) }, 'a request has failed');
  const detail = 'Something is broken here. It is on record under the requestId.';
  return { status: 500, code: 'internal', detail };
}

const framesOf = (stack: string): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .slice(0, 12);
