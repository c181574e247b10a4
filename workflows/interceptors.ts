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
 * Fails a query that would let events happen at a wrong instant.
 *
 * A question to a worker that has not held the purchase brings its history, and in it can be events whose own task has
 * not begun. The SDK (1.24) lets the purchase go on with them there and then, at the instant of its last task, which
 * may be days past, and keeps what came of it; each replay has the right instant. Deadlines would be counted from the
 * wrong one. Failed, the worker forgets the purchase, and the events wait for their task.
 */
class EarlyQuestions implements WorkflowInternalsInterceptor {
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
    // A task that has begun has an instant of its own, after that of the task before.
    if (last && !isReplaying && happens && now.at === last.at && now.historyLength > last.historyLength) {
      throw new Error(`${ASK_AGAIN}: something has just happened to this purchase and is not handled yet.`);
    }
    next(input);
  }
}

/**
 * Holds back what an activation throws until its end.
 *
 * All purchases of a thread share one queue of promise reactions, and Node does not run them after a script that threw.
 * Thrown at once, those of this purchase would run with the next activation, which may be another purchase's, or after
 * this one was disposed of, where each call of the SDK throws again: unhandled, and that ends the worker process. Held
 * back, they run where they belong; the task then fails with what was thrown, and the worker forgets the purchase.
 */
class FailedActivations implements WorkflowInternalsInterceptor {
  private thrown: { error: unknown } | undefined;

  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    // An activation can come in two batches: after a failed one nothing more is handed over.
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

/** Names that the SDK keeps for itself. It throws where one reaches a default handler, instead of calling it. */
const RESERVED = '__temporal_';

/** Not a name of the contract, so the handler for unknown signals takes it. */
const STAND_IN = 'reserved';

/** Stands for an argument that is larger than a request may be. */
const tooLarge = (): Payload[] => [defaultPayloadConverter.toPayload(TOO_LARGE)];

/**
 * Looks at messages before the purchase does.
 *
 * A signal of a reserved name gets one that the purchase may see. Otherwise the SDK (1.24) throws while it is handed
 * over, at each new try of the task again, and the purchase never gets further.
 *
 * A request that is too large is not read, so that its validator refuses it and it leaves no trace in the history, of
 * which the server takes 50 MB. One that has left its trace already is read as it is; so is a signal, which always has.
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

/** As it arrived: everything of it that the history would keep. */
function bytesOf({ input, headers }: Request): number {
  const payloads = [...(input ?? []), ...Object.values(headers ?? {})];
  return payloads.reduce((bytes, payload) => bytes + payloadBytes(payload), 0);
}

function payloadBytes({ data, metadata }: Payload): number {
  const fields = Object.values(metadata ?? {});
  return fields.reduce((bytes, field) => bytes + field.length, data?.length ?? 0);
}

/** For the SDK, which asks this module for the interceptors of each purchase. What the first does not let through, the others do not see. */
export const interceptors = (): WorkflowInterceptors => ({
  internals: [new EarlyQuestions(), new FailedActivations(), new IncomingMessages()],
});
