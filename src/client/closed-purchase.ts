import { ApplicationFailure, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseResult } from '../contract/purchase-result.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { readWith } from '../contract/validation/reader.ts';
import { id } from '../contract/validation/scalars.ts';
import { PurchaseLostError, StillOpenError } from './no-answer.ts';
import type { LateMessage } from './purchase-records.ts';
import { inTime, type Service } from './service.ts';

/** The purchase has closed, so it takes no event and no request. */
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

/** Whether a purchase can have this id. With another one the server would answer with an error instead of NOT_FOUND. */
export const canExist = (purchaseId: PurchaseId): boolean => readWith(id, purchaseId).ok;

/**
 * Temporal answers NOT_FOUND for a purchase that has closed and for one that was never opened. This finds out which it
 * is, and has the late message noted in the records. An opening that the workflow refused (`InvalidInput`) counts as
 * never opened. Throws `PurchaseLostError` for a purchase that nobody carries on, and `StillOpenError` for one that is open
 * after all.
 */
export async function whyNotFound(
  service: Service,
  purchaseId: PurchaseId,
  late: LateMessage,
): Promise<PurchaseClosed | UnknownPurchase> {
  const why = await whyClosed(service, purchaseId);
  if (why.code === 'purchase_closed') await service.records?.noteLate(purchaseId, late);
  return why;
}

/** The same for a message that is only thought of: nothing is noted. */
export async function whyClosed(
  service: Service,
  purchaseId: PurchaseId,
): Promise<PurchaseClosed | UnknownPurchase> {
  const result = (await resultOf(service, purchaseId)) ?? (await resultOnRecord(service, purchaseId));
  return result === undefined ? UNKNOWN_PURCHASE : { code: 'purchase_closed', result };
}

/** `undefined`: Temporal knows no purchase of this id. */
async function resultOf(service: Service, purchaseId: PurchaseId): Promise<PurchaseResult | undefined> {
  const handle = service.client.workflow.getHandle(workflowIdOf(purchaseId));
  try {
    const { status } = await inTime(service, () => handle.describe());
    // `result()` would wait for the end of an open one.
    if (status.name === 'RUNNING' || status.name === 'PAUSED') throw new StillOpenError(purchaseId);
    return (await inTime(service, () => handle.result())) as PurchaseResult;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isRefusedOpening(error)) return undefined;
    if (!(error instanceof WorkflowFailedError)) throw error;
    // It may have been decided before it was ended, when only a mail was still to be sent.
    const recorded = await service.records?.find(purchaseId);
    if (recorded?.status.result !== undefined) return recorded.status.result;
    throw new PurchaseLostError(purchaseId, 'ended', { cause: error });
  }
}

/** Whether the workflow under this id is an opening that was refused. */
export async function isRefused(service: Service, purchaseId: PurchaseId): Promise<boolean> {
  const handle = service.client.workflow.getHandle(workflowIdOf(purchaseId));
  const { status } = await inTime(service, () => handle.describe());
  if (status.name !== 'FAILED') return false;
  return isRefusedOpening(await inTime(service, () => handle.result()).catch((error: unknown) => error));
}

async function resultOnRecord(service: Service, purchaseId: PurchaseId): Promise<PurchaseResult | undefined> {
  const recorded = await service.records?.find(purchaseId);
  if (recorded === undefined) return undefined;
  const { result } = recorded.status;
  // Answering as if it were closed would hide that a purchase was lost.
  if (result === undefined) throw new PurchaseLostError(purchaseId, 'missing');
  return result;
}

export function isRefusedOpening(error: unknown): boolean {
  return (
    error instanceof WorkflowFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'InvalidInput'
  );
}
