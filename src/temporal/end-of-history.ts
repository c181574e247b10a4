import { isGrpcServiceError, type Client } from '@temporalio/client';
import { describe, hasTaskUnderWay, isRunning } from './workflow-clock.ts';

/** The server has it at hand, so it answers at once or is in trouble. */
const TIMEOUT_MS = 2_000;

/**
 * The place at which the history of an open workflow ends, if nothing is under way there. As long as it is the same, nothing
 * has happened to the workflow, and it answers a query as before: what it knows follows from its history alone. Take it before
 * the query whose answer it is kept with: then that answer is of this place or of a later one, which has another name.
 * `undefined`: it cannot be said now.
 */
export async function endOfHistory(temporal: Client, workflowId: string): Promise<string | undefined> {
  const { namespace } = temporal.options;
  try {
    const description = await temporal.withDeadline(Date.now() + TIMEOUT_MS, () =>
      describe(temporal.workflowService, { namespace, workflowId }),
    );
    const { execution, historyLength } = description.workflowExecutionInfo ?? {};
    // While a task is under way, events can have come that the length does not count yet.
    if (!isRunning(description) || hasTaskUnderWay(description)) return undefined;
    return execution?.runId && historyLength ? `${execution.runId} ${historyLength.toString()}` : undefined;
  } catch (error) {
    // Whoever needs the answer asks the workflow itself, and learns then what is wrong.
    if (isGrpcServiceError(error)) return undefined;
    throw error;
  }
}
