import type { RefundRecord } from '../orders/order-service.ts';
import type { Difference } from './finding.ts';
import { ledgerFacts, shopFacts, type RefundRow } from './refund-row.ts';

/**
 * One refund with another amount, currency or id on each side. One that was paid by hand and is at the order service
 * as well differs by its id: it may have been paid twice.
 */
export function refundDiffers(
  row: RefundRow | undefined,
  record: RefundRecord | null,
): Difference | undefined {
  if (row === undefined || record === null || record.status === 'refused') return undefined;
  if (row.status !== 'confirmed' && row.status !== 'pending') return undefined;
  const same =
    (row.refund_id === null || row.refund_id === record.refundId) &&
    (record.amount === undefined || record.amount === row.amount) &&
    (record.currency === undefined || record.currency === row.currency);
  if (same) return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_differs',
    key: row.key,
    found: { ledger: ledgerFacts(row), orderService: shopFacts(record) },
  };
}
