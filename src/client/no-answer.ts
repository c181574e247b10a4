import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { PurchaseId } from '../contract/scalars.ts';
import { failedWith, GRPC } from '../temporal/grpc-status.ts';

/**
 * A request got no answer: no worker, no server, or none in time. Repeat it with the same `requestId`:
 * if it was taken after all, the repeat gets the first answer and does nothing twice.
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
 * A purchase is there and fails to say where it stands: its own code does, or its tasks. What is on record of it is no
 * answer to the question, since it may be behind.
 */
export class StatusFailedError extends Error {
  override name = 'StatusFailedError';

  constructor(purchaseId: PurchaseId, cause: unknown) {
    super(
      `Purchase ${purchaseId} is in Temporal and fails to say where it stands: look at its workflow tasks there. ` +
        'What is on record of it may be behind.',
      { cause },
    );
  }
}

/**
 * Of a server that is away or overrun. A query that no worker answers ends with the first or the third of them, whichever
 * side notices its deadline earlier.
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

/** Whether to repeat can help. Refused credentials or a missing namespace are another matter. */
export function isNoAnswer(error: unknown): boolean {
  if (error instanceof StatusFailedError) return isNoAnswer(error.cause);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return (
    error instanceof ServiceError &&
    (failedWith(error.cause, ...AWAY) || hasFailedTask(error) || hasNoWorker(error))
  );
}

/** Whether a query was not even tried, because no worker has asked for work for some minutes. */
const hasNoWorker = (error: ServiceError): boolean =>
  isUnmet(error, 'no poller seen for task queue recently');

/** Whether a query was not even tried, because the purchase's workflow task has failed several times. */
export function hasFailedTask(error: unknown): boolean {
  // Also what a server answers when workers have died in the purchase's last three tasks.
  return isUnmet(error, 'Workflow Task in failed state');
}

/** The server has one code for many preconditions, and tells them apart in words only. */
const isUnmet = (error: unknown, precondition: string): boolean =>
  error instanceof ServiceError &&
  isGrpcServiceError(error.cause) &&
  error.cause.code === GRPC.FAILED_PRECONDITION &&
  error.cause.details.includes(precondition);
