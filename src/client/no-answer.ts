import { isGrpcServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import type { PurchaseId } from '../contract/scalars.ts';
import { NotHandledYet } from '../temporal/ask-until-answered.ts';
import { failedWith, GRPC, ofCall } from '../temporal/grpc-status.ts';

/**
 * A request got no answer: there is no worker or no server, or the answer took too long. Whether it was taken is not known.
 * Repeat it with the same `requestId`: the repeat gets the first answer and does nothing twice.
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
    super(`${update} got no answer: repeat it with the same requestId ${requestId}, and it happens once.`, {
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
 * Temporal did not find the workflow for a message although the purchase is open, for example because it was just reset.
 * @example
 * if (error instanceof StillOpenError) await again(request); // the same, under the same id
 */
export class StillOpenError extends Error {
  override name = 'StillOpenError';

  constructor(purchaseId: PurchaseId) {
    super(`Purchase ${purchaseId} is open, though Temporal did not find it just now: repeat it.`);
  }
}

/**
 * Nobody carries the purchase on: an operator has ended its workflow, or it has failed (`ended`), or Temporal has lost it
 * while it is open on record (`missing`). No event and no request reaches it, however often it is repeated.
 * @example
 * if (error instanceof PurchaseLostError) console.error(error.message, error.why); // a person has to see what it owes
 */
export class PurchaseLostError extends Error {
  override name = 'PurchaseLostError';
  readonly why: 'ended' | 'missing';

  constructor(purchaseId: PurchaseId, why: 'ended' | 'missing', options?: ErrorOptions) {
    const how =
      why === 'ended'
        ? 'was ended in Temporal before it was decided'
        : 'is open on record, but Temporal has lost it';
    super(
      `Purchase ${purchaseId} ${how}: nobody carries it on. See what it owes, and settle it by hand.`,
      options,
    );
    this.why = why;
  }
}

/**
 * An order is so old that Temporal may have forgotten its purchase, and the records that would know it do not answer.
 * @example
 * if (error instanceof RecordsAwayError) await again(order); // later, when the ledger is back
 */
export class RecordsAwayError extends Error {
  override name = 'RecordsAwayError';

  constructor(purchaseId: PurchaseId, cause: unknown) {
    super(
      `Purchase ${purchaseId} is old enough to be forgotten by Temporal, and the record that knows it is out of ` +
        'reach: repeat the opening when it is back.',
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
  if (error instanceof NotHandledYet || error instanceof StillOpenError) return true;
  return failedWith(ofCall(error), ...AWAY) || hasFailedTask(error) || hasNoWorker(error);
}

/** Whether the server did not pass a query on, because no worker has asked for work for some minutes. */
const hasNoWorker = (error: unknown): boolean => isUnmet(error, 'no poller seen for task queue recently');

/** Whether the server did not pass a query on, because the purchase's workflow task has failed several times. */
export function hasFailedTask(error: unknown): boolean {
  // A server answers the same when workers have died in the purchase's last three tasks.
  return isUnmet(error, 'Workflow Task in failed state');
}

/** The server has one code for many preconditions, so only the text says which it is. */
function isUnmet(error: unknown, precondition: string): boolean {
  const cause = ofCall(error);
  return (
    isGrpcServiceError(cause) &&
    cause.code === GRPC.FAILED_PRECONDITION &&
    cause.details.includes(precondition)
  );
}
