// What each activation passes on its way into a purchase, and out of it.
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type {
  ActivateInput,
  ConcludeActivationInput,
  ConcludeActivationOutput,
  Next,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { ASK_AGAIN } from '../src/contract/ask-again.ts';
import { LARGEST_REQUEST_BYTES, TOO_LARGE } from '../src/policy/limits.ts';

/**
 * Fails a query that would have the purchase handle events at a wrong instant.
 *
 * A worker that is queried about a purchase which it does not have in memory replays its history. That can end with
 * events whose workflow task has not started yet. The SDK (1.24) then handles these events at once, with the clock of the
 * last task, which may be days ago, and keeps the result in memory. Deadlines would count from the wrong instant, and
 * every later replay, which has the right one, would disagree. When the query fails, the worker drops the purchase from
 * memory, and the events are handled by their own task.
 */
class EarlyQueries implements WorkflowInternalsInterceptor {
  private last: { at: string; historyLength: number } | undefined;

  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    const { timestamp, historyLength, isReplaying, jobs } = input.activation;
    const now = {
      at: `${timestamp?.seconds?.toString()}.${timestamp?.nanos}`,
      historyLength: historyLength ?? 0,
    };
    const { last } = this;
    this.last = now;
    const happens = jobs?.some(({ queryWorkflow }) => !queryWorkflow) ?? false;
    // A task that has started has a later instant than the task before it.
    if (last && !isReplaying && happens && now.at === last.at && now.historyLength > last.historyLength) {
      throw new Error(`${ASK_AGAIN}: something has just happened to this purchase and is not handled yet.`);
    }
    next(input);
  }
}

/**
 * Holds an error that an activation throws back until the end of the activation.
 *
 * All purchases of a thread share one queue of promise reactions, and Node does not run that queue after a script that
 * threw. If the error were thrown at once, the reactions of this purchase would run in the next activation. That may be
 * another purchase's, or come after this one was disposed of, where every call of the SDK throws; nobody handles that
 * rejection, and it ends the worker process. With the error held back, the reactions run in their own activation. Then
 * the task fails with the error, and the worker drops the purchase from memory.
 */
class FailedActivations implements WorkflowInternalsInterceptor {
  private thrown: { error: unknown } | undefined;

  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    // The SDK can pass an activation on in two batches: the second is skipped if the first has failed.
    if (this.thrown) return;
    try {
      next(input);
    } catch (error) {
      this.thrown = { error };
    }
  }

  concludeActivation(
    input: ConcludeActivationInput,
    next: Next<WorkflowInternalsInterceptor, 'concludeActivation'>,
  ): ConcludeActivationOutput {
    const { thrown } = this;
    this.thrown = undefined;
    if (thrown) throw thrown.error;
    return next(input);
  }
}

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Request = NonNullable<Job['doUpdate']>;

/** How names begin that the SDK reserves. It throws instead of calling the default handler of signals with one. */
const RESERVED = '__temporal_';

/** No signal of the contract has this name, so the handler of unknown signals gets it. */
const STAND_IN = 'reserved';

/** Replaces an argument that is larger than a request may be. */
const tooLarge = (): Payload[] => [defaultPayloadConverter.toPayload(TOO_LARGE)];

/**
 * Replaces parts of messages that the purchase must not get.
 *
 * A signal with a reserved name gets another name. Otherwise the SDK (1.24) throws while it delivers the signal, again in
 * every retry of the task, and the purchase is stuck.
 *
 * A request that is too large loses its argument before the validator runs. The validator then refuses it, so it does not
 * enter the history, which the server ends at 50 MB. On replay the request is in the history already and is left as it is;
 * so is a signal, which always is in it.
 */
class IncomingMessages implements WorkflowInternalsInterceptor {
  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    for (const { signalWorkflow, doUpdate } of input.activation.jobs ?? []) {
      if (signalWorkflow?.signalName?.startsWith(RESERVED)) signalWorkflow.signalName = STAND_IN;
      if (doUpdate?.runValidator && bytesOf(doUpdate) > LARGEST_REQUEST_BYTES) doUpdate.input = tooLarge();
    }
    next(input);
  }
}

/** Of everything in a request that the history would keep. */
function bytesOf({ input, headers }: Request): number {
  const payloads = [...(input ?? []), ...Object.values(headers ?? {})];
  return payloads.reduce((bytes, payload) => bytes + payloadBytes(payload), 0);
}

function payloadBytes({ data, metadata }: Payload): number {
  const fields = Object.values(metadata ?? {});
  return fields.reduce((bytes, field) => bytes + field.length, data?.length ?? 0);
}

/** Called by the SDK for each purchase. They run in this order: what one holds back, the next does not get. */
export const interceptors = (): WorkflowInterceptors => ({
  internals: [new EarlyQueries(), new FailedActivations(), new IncomingMessages()],
});
