import type {
  ActivateInput,
  ConcludeActivationInput,
  ConcludeActivationOutput,
  Next,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';

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

/** For the SDK, which asks a module of this shape for the interceptors of each purchase. */
export const interceptors = (): WorkflowInterceptors => ({ internals: [new FailedActivations()] });
