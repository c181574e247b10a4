import type {
  ActivateInput,
  Next,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
} from '@temporalio/workflow';

/** The signal that breaks an activation. */
export const BREAKS = 'breaks-the-activation';

/** Stands for whatever in the SDK throws once the messages of an activation have been handed over. */
class Breaking implements WorkflowInternalsInterceptor {
  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    const breaks = input.activation.jobs?.some(({ signalWorkflow }) => signalWorkflow?.signalName === BREAKS);
    next(input);
    if (breaks) throw new TypeError('broken as the test wants it');
  }
}

export const interceptors = (): WorkflowInterceptors => ({ internals: [new Breaking()] });
