import { randomUUID } from 'node:crypto';
import { ApplicationFailure, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Answer, Problem } from '../contract/answers.ts';
import type { ClauseId } from '../contract/clause-id.ts';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { UpdateName, Updates } from '../contract/updates.ts';
import { present } from '../contract/present.ts';
import { withEmptyFields } from '../contract/validation/left-out.ts';
import { eventId } from '../contract/validation/scalars.ts';
import { readUpdate } from '../contract/validation/updates.ts';
import {
  canExist,
  UNKNOWN_PURCHASE,
  whyNotFound,
  type PurchaseClosed,
  type UnknownPurchase,
} from './closed-purchase.ts';
import { isNoAnswer, NoAnswerError, StillOpenError } from './no-answer.ts';
import { requestTurns, type Service } from './service.ts';
import { NoTurnError } from './turns.ts';

export interface RequestOptions {
  /**
   * Names this one request, 1 to 128 printable ASCII characters. A repeat under the same name gets the first answer,
   * whatever the repeat says, even after the purchase has closed. Default: a random one.
   */
  requestId?: string;
}

/**
 * `Answer` is the purchase's own answer. The others say why it was not asked, or why it did not look at the request.
 * @example
 * const answer = await returns.withdrawClaim('p1', { by: { kind: 'customer', id: 'c1' } });
 * if (!answer.accepted) console.error(answer.code);
 */
export type RequestAnswer =
  | Answer
  | ({ accepted: false } & PurchaseClosed)
  | ({ accepted: false } & UnknownPurchase)
  | { accepted: false; code: 'invalid_input'; problems: Problem[] }
  | {
      accepted: false;
      code: 'too_many_refusals' | 'too_many_requests' | 'not_allowed';
      message: string;
      /** Absent if the purchase runs under a version that did not say it. */
      clause?: ClauseId | null;
    };

export async function ask<N extends UpdateName>(
  service: Service,
  name: N,
  purchaseId: PurchaseId,
  argument: Updates[N],
  { requestId = randomUUID() }: RequestOptions = {},
): Promise<RequestAnswer> {
  const problems: Problem[] = [];
  eventId.read(requestId, 'requestId', problems);
  const request = readUpdate(name, argument);
  if (!request.ok) problems.push(...request.problems);
  if (!request.ok || problems.length > 0) return { accepted: false, code: 'invalid_input', problems };
  if (!canExist(purchaseId)) return { accepted: false, ...UNKNOWN_PURCHASE };

  const { client, answerTimeoutMs } = service;
  const handle = client.workflow.getHandle(workflowIdOf(purchaseId));
  // The wait for a turn counts towards the time that the caller has given.
  const deadline = Date.now() + answerTimeoutMs;
  try {
    return await requestTurns(client)(purchaseId, answerTimeoutMs, () =>
      client.withDeadline(deadline, () =>
        handle.executeUpdate<Answer, [Updates[N]]>(name, {
          args: [withEmptyFields(request.value, request.leftOut)],
          updateId: requestId,
        }),
      ),
    );
  } catch (error) {
    const unlessOpen = (why: unknown): never => {
      throw why instanceof StillOpenError ? new NoAnswerError(name, requestId, why) : why;
    };
    if (error instanceof WorkflowNotFoundError) {
      const late = { kind: 'request', name, id: requestId, actor: request.value.by.kind } as const;
      return { accepted: false, ...(await whyNotFound(service, purchaseId, late).catch(unlessOpen)) };
    }
    if (error instanceof NoTurnError || isNoAnswer(error)) throw new NoAnswerError(name, requestId, error);
    const refused = refusal(error);
    if (refused === undefined) throw error;
    return refused;
  }
}

/** The answer for a request that the purchase's validator refused, which leaves no trace in its history. */
function refusal(error: unknown): RequestAnswer | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const failure = error.cause;
  if (!(failure instanceof ApplicationFailure)) return undefined;
  if (failure.type === 'InvalidInput') {
    const [problems = []] = (failure.details ?? []) as [Problem[]?];
    return { accepted: false, code: 'invalid_input', problems };
  }
  const code = CODES[failure.type ?? ''];
  if (code === undefined) return undefined;
  // Sound: the validator of the purchase writes these details.
  const [why] = (failure.details ?? []) as [{ clause?: ClauseId | null }?];
  return { accepted: false, code, message: failure.message, ...present({ clause: why?.clause }) };
}

/** Of the failures by which a validator refuses. */
const CODES: Readonly<Record<string, 'too_many_refusals' | 'too_many_requests' | 'not_allowed'>> = {
  TooManyRefusals: 'too_many_refusals',
  TooManyRequests: 'too_many_requests',
  NothingNew: 'not_allowed',
};
