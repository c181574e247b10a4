import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { canExist } from './closed-purchase.ts';
import { inTime, type Service } from './service.ts';

export type FoundStatus = { found: true; status: PurchaseStatus } | { found: false };

export async function readStatus(service: Service, purchaseId: PurchaseId): Promise<FoundStatus> {
  if (!canExist(purchaseId)) return { found: false };
  const handle = service.client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    const status = await inTime(service, () => handle.query<PurchaseStatus>('status'));
    return { found: true, status };
  } catch (error) {
    // An opening that the workflow refused has ended before it could answer anything: it never was a purchase.
    if (error instanceof WorkflowNotFoundError || error instanceof QueryNotRegisteredError) {
      return { found: false };
    }
    throw error;
  }
}
