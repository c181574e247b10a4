import type { RefundAnswer } from '../contract/activities.ts';
import type { Difference } from './finding.ts';
import { ledgerFacts, settledBySupport, type RefundRow } from './refund-row.ts';

/** Money that we say has moved, or is on its way, and the order service knows nothing of. */
export function refundUnknownToOrderService(
  row: RefundRow | undefined,
  record: RefundAnswer | null,
): Difference | undefined {
  if (row === undefined || record !== null || settledBySupport(row)) return undefined;
  if (row.status !== 'confirmed' && row.status !== 'pending') return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_unknown_to_order_service',
    key: row.key,
    found: { ledger: ledgerFacts(row), orderService: null },
  };
}
