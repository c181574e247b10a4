import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';

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
 * gRPC codes of a server that is away or overrun: CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED,
 * INTERNAL, UNAVAILABLE. A query that no worker answers ends with the first or the third of them, whichever side
 * notices its deadline earlier.
 */
const AWAY: ReadonlySet<number> = new Set([1, 2, 4, 8, 10, 13, 14]);

/** FAILED_PRECONDITION. Also what a server answers when workers have died in the purchase's last three tasks. */
const NOT_READY = 9;

/** Whether to repeat can help. Refused credentials or a missing namespace are another matter. */
export function isNoAnswer(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  if (!(error instanceof ServiceError) || !isGrpcServiceError(error.cause)) return false;
  const { code, details } = error.cause;
  return AWAY.has(code) || (code === NOT_READY && details.includes('Workflow Task in failed state'));
}
