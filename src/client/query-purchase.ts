import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { askUntilAnswered } from '../temporal/ask-until-answered.ts';
import { isRefused } from './closed-purchase.ts';
import { hasFailedTask, StatusFailedError } from './no-answer.ts';
import type { Service } from './service.ts';

/**
 * Asks the workflow of a purchase. `undefined`: Temporal knows none, or only an opening that was refused. Throws
 * `StatusFailedError` if the workflow exists and fails to answer.
 */
export async function queryPurchase<T>(
  service: Service,
  purchaseId: PurchaseId,
  query: string,
  ...args: unknown[]
): Promise<T | undefined> {
  const { client, answerTimeoutMs } = service;
  const handle = client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    return await askUntilAnswered(client, () => handle.query<T, unknown[]>(query, ...args), {
      timeoutMs: answerTimeoutMs,
    });
  } catch (error) {
    if (hasFailedTask(error)) throw new StatusFailedError(purchaseId, error);
    if (error instanceof QueryNotRegisteredError) {
      // An opening that the workflow refused has no queries. It was never opened.
      if (!(await isRefused(service, purchaseId))) throw new StatusFailedError(purchaseId, error);
    } else if (!(error instanceof WorkflowNotFoundError)) throw error;
    return undefined;
  }
}
