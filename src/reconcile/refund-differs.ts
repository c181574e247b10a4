import type { RefundAnswer } from '../contract/activities.ts';
import type { Money } from '../contract/scalars.ts';
import { sameMoney } from '../policy/refund.ts';
import type { Difference } from './finding.ts';
import { ledgerFacts, shopFacts, type RefundRow } from './refund-row.ts';

/**
 * One refund with another amount, currency or id on each side, or in another amount than `paid`, the price of the
 * payment as far as the ledger knows it. One that support has settled and that is at the order service as well differs
 * by its id: it may have come back twice.
 */
export function refundDiffers(
  row: RefundRow | undefined,
  record: RefundAnswer | null,
  paid?: Money,
): Difference | undefined {
  if (row === undefined || record?.status === 'refused') return undefined;
  if (row.status !== 'confirmed' && row.status !== 'pending') return undefined;
  const asPaid = paid === undefined || sameMoney(row, paid);
  const same =
    record === null ||
    ((row.refund_id === null || row.refund_id === record.refundId) &&
      (record.amount === undefined || record.amount === row.amount) &&
      (record.currency === undefined || record.currency === row.currency));
  if (same && asPaid) return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_differs',
    key: row.key,
    found: {
      ledger: {
        ...ledgerFacts(row),
        ...(asPaid ? {} : { priceAmount: paid.amount, priceCurrency: paid.currency }),
      },
      orderService: record === null ? null : shopFacts(record),
    },
  };
}
