import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { PurchaseId } from '../contract/scalars.ts';
import { failedWith, GRPC } from '../temporal/grpc-status.ts';

/**
 * A request got no answer: there is no worker or no server, or the answer took too long. Repeat it with the same
 * `requestId`: if the request was taken after all, the repeat gets the first answer and does nothing twice.
 * @example
 * try {
 *   await returns.chooseRemedy('p1', choice, { requestId: 'choice-1' });
 * } catch (error) {
 *   if (!(error instanceof NoAnswerError)) throw error;
 *   await returns.chooseRemedy('p1', choice, { requestId: error.requestId });
 * }
 */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
  readonly requestId: string;

  constructor(update: string, requestId: string, cause: unknown) {
    super(`${update} got no answer and is not filed: repeat it with the same requestId ${requestId}.`, {
      cause,
    });
    this.requestId = requestId;
  }
}

/**
 * The workflow of a purchase exists, but its query or its workflow task fails. The record is not used as the answer
 * instead, because it may be behind.
 * @example
 * const found = await returns.status('p1').catch((error: unknown) => {
 *   if (error instanceof StatusFailedError) return undefined;
 *   throw error;
 * });
 */
export class StatusFailedError extends Error {
  override name = 'StatusFailedError';

  constructor(purchaseId: PurchaseId, cause: unknown) {
    super(
      `Purchase ${purchaseId} is in Temporal and fails to answer: look at its workflow tasks there. ` +
        'Its record may be behind.',
      { cause },
    );
  }
}

/**
 * Codes of a server that is away or overloaded. A query that no worker answers ends with `CANCELLED` or
 * `DEADLINE_EXCEEDED`, depending on which side notices the deadline first.
 */
const AWAY: readonly number[] = [
  GRPC.CANCELLED,
  GRPC.UNKNOWN,
  GRPC.DEADLINE_EXCEEDED,
  GRPC.RESOURCE_EXHAUSTED,
  GRPC.ABORTED,
  GRPC.INTERNAL,
  GRPC.UNAVAILABLE,
];

/** Whether repeating the call can help. It cannot after refused credentials or a missing namespace. */
export function isNoAnswer(error: unknown): boolean {
  if (error instanceof StatusFailedError) return isNoAnswer(error.cause);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return (
    error instanceof ServiceError &&
    (failedWith(error.cause, ...AWAY) || hasFailedTask(error) || hasNoWorker(error))
  );
}

/** Whether the server did not pass a query on, because no worker has asked for work for some minutes. */
const hasNoWorker = (error: ServiceError): boolean =>
  isUnmet(error, 'no poller seen for task queue recently');

/** Whether the server did not pass a query on, because the purchase's workflow task has failed several times. */
export function hasFailedTask(error: unknown): boolean {
  // A server answers the same when workers have died in the purchase's last three tasks.
  return isUnmet(error, 'Workflow Task in failed state');
}

/** The server has one code for many preconditions, so only the text says which it is. */
const isUnmet = (error: unknown, precondition: string): boolean =>
  error instanceof ServiceError &&
  isGrpcServiceError(error.cause) &&
  error.cause.code === GRPC.FAILED_PRECONDITION &&
  error.cause.details.includes(precondition);
