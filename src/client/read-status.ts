import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { askUntilAnswered } from '../temporal/ask-until-answered.ts';
import { canExist, isRefused } from './closed-purchase.ts';
import { hasFailedTask, StatusFailedError } from './no-answer.ts';
import type { Service } from './service.ts';

/**
 * `from`: whether the purchase itself answered, or the record of one that Temporal has forgotten.
 * @example
 * const found = await returns.status('p1');
 * if (found.found) console.log(found.status.stage, found.status.nextDeadline?.at);
 */
export type FoundStatus =
  | { found: true; from: 'purchase' | 'record'; status: PurchaseStatus }
  | { found: false };

/**
 * Throws `StatusFailedError` if the workflow exists and fails to answer: the record answers only for a purchase that
 * Temporal has forgotten.
 */
export async function readStatus(service: Service, purchaseId: PurchaseId): Promise<FoundStatus> {
  if (!canExist(purchaseId)) return { found: false };
  const { client, answerTimeoutMs } = service;
  const handle = client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    const status = await askUntilAnswered(client, () => handle.query<PurchaseStatus>('status'), {
      timeoutMs: answerTimeoutMs,
    });
    return { found: true, from: 'purchase', status };
  } catch (error) {
    if (hasFailedTask(error)) throw new StatusFailedError(purchaseId, error);
    if (error instanceof QueryNotRegisteredError) {
      // An opening that the workflow refused has no queries. It was never opened.
      if (!(await isRefused(service, purchaseId))) throw new StatusFailedError(purchaseId, error);
    } else if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  const recorded = await service.records?.find(purchaseId);
  return recorded === undefined ? { found: false } : { found: true, from: 'record', status: recorded.status };
}
