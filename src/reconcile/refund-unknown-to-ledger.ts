import { refundKey } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { RefundAnswer } from '../contract/activities.ts';
import type { Difference } from './finding.ts';
import { shopFacts, type RefundRow } from './refund-row.ts';

/** Money that the order service has paid back, or is about to, and that we never asked for. */
export function refundUnknownToLedger(
  originalPurchaseId: PurchaseId,
  row: RefundRow | undefined,
  record: RefundAnswer | null,
): Difference | undefined {
  if (row !== undefined || record === null || record.status === 'refused') return undefined;
  return {
    purchaseId: originalPurchaseId,
    kind: 'refund_unknown_to_ledger',
    key: refundKey(originalPurchaseId),
    found: { ledger: null, orderService: shopFacts(record) },
  };
}
