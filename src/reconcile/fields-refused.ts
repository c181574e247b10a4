import { ApplicationFailure, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { isRefusedOpening } from '../client/closed-purchase.ts';

/**
 * The fields of the order because of which a failed execution refused to be a purchase, without what was in them; the
 * whole order is `input`. `undefined`: it failed for another reason. Throws what Temporal throws.
 */
export async function fieldsRefused(failed: WorkflowHandle): Promise<string[] | undefined> {
  const failure: unknown = await failed.result().catch((error: unknown) => error);
  if (failure instanceof WorkflowFailedError)
    return isRefusedOpening(failure) ? fieldsIn(failure) : undefined;
  throw failure;
}

function fieldsIn({ cause }: WorkflowFailedError): string[] {
  const [problems] = (cause instanceof ApplicationFailure && cause.details) || [];
  if (!Array.isArray(problems)) return [];
  const fields = problems.map((problem: unknown) => fieldOf(problem) || 'input');
  return [...new Set(fields)];
}

function fieldOf(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null || !('field' in problem)) return undefined;
  return typeof problem.field === 'string' ? problem.field : undefined;
}
