import type {
  ActivateInput,
  Next,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { ASK_AGAIN } from '../src/contract/ask-again.ts';

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

/** For the SDK, which asks a module of this shape for the interceptors of each purchase. */
export const interceptors = (): WorkflowInterceptors => ({ internals: [new EarlyQuestions()] });
