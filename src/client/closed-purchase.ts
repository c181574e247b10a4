import { ApplicationFailure, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseResult } from '../contract/purchase-result.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { readWith } from '../contract/validation/reader.ts';
import { id } from '../contract/validation/scalars.ts';
import { inTime, type Service } from './service.ts';

export interface PurchaseClosed {
  code: 'purchase_closed';
  /** How the purchase ended. */
  result: PurchaseResult;
}

export interface UnknownPurchase {
  code: 'unknown_purchase';
  message: string;
}

export const UNKNOWN_PURCHASE: UnknownPurchase = {
  code: 'unknown_purchase',
  message: 'There is no purchase of this id: open it first, or see whether it is older than what is kept.',
};

/** What is no id would be refused by the server, as if something were broken. */
export const canExist = (purchaseId: PurchaseId): boolean => readWith(id, purchaseId).ok;

/**
 * Temporal answers NOT_FOUND for a purchase that has closed and for one that never was: this tells them apart.
 * An opening that the workflow refused (`InvalidInput`) never was a purchase. Throws `WorkflowFailedError` for one
 * that an operator ended.
 */
export async function whyNotFound(
  service: Service,
  purchaseId: PurchaseId,
): Promise<PurchaseClosed | UnknownPurchase> {
  const handle = service.client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    const result = (await inTime(service, () => handle.result())) as PurchaseResult;
    return { code: 'purchase_closed', result };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isRefusedOpening(error)) return UNKNOWN_PURCHASE;
    throw error;
  }
}

function isRefusedOpening(error: unknown): boolean {
  return (
    error instanceof WorkflowFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'InvalidInput'
  );
}
