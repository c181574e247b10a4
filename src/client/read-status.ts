import type { PurchaseId } from '../contract/scalars.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { canExist } from './closed-purchase.ts';
import { queryPurchase } from './query-purchase.ts';
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
  const status = await queryPurchase<PurchaseStatus>(service, purchaseId, 'status');
  if (status !== undefined) return { found: true, from: 'purchase', status };
  const recorded = await service.records?.find(purchaseId);
  return recorded === undefined ? { found: false } : { found: true, from: 'record', status: recorded.status };
}
