import type { Next, WorkflowInterceptors, WorkflowInternalsInterceptor } from '@temporalio/workflow';
import type { ActivateInput } from '@temporalio/workflow';

/** Names that the SDK keeps for itself. It throws where one reaches a default handler, instead of calling it. */
const RESERVED = '__temporal_';

/** Not a name of the contract, so the handler for unknown signals takes it. */
const STAND_IN = 'reserved';

/**
 * Gives a signal of a reserved name a name that the purchase may see. Otherwise the SDK (1.24) throws while the signal
 * is handed over, at each new try of the task again, and the purchase never gets further.
 */
class IncomingMessages implements WorkflowInternalsInterceptor {
  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    for (const { signalWorkflow } of input.activation.jobs ?? []) {
      if (signalWorkflow?.signalName?.startsWith(RESERVED)) signalWorkflow.signalName = STAND_IN;
    }
    next(input);
  }
}

/** For the SDK, which asks a module of this shape for the interceptors of each purchase. */
export const interceptors = (): WorkflowInterceptors => ({ internals: [new IncomingMessages()] });
