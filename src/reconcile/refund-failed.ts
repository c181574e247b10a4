import type { RefundAnswer } from '../contract/activities.ts';
import type { Difference } from './finding.ts';
import { ledgerFacts, settledBySupport, shopFacts, type RefundRow } from './refund-row.ts';

/**
 * Money that had arrived by the order service's own word, and has not by its word of now. Still so once the ledger has
 * it as `failed`, until the order service says otherwise. What support has settled does not depend on its word.
 */
export function refundFailed(
  row: RefundRow | undefined,
  record: RefundAnswer | null,
): Difference | undefined {
  if (row === undefined || settledBySupport(row)) return undefined;
  if (row.status === 'confirmed' ? record?.status !== 'refused' : row.status !== 'failed') return undefined;
  if (record !== null && record.status !== 'refused') return undefined;
  return {
    purchaseId: row.purchase_id,
    kind: 'refund_failed',
    key: row.key,
    found: { ledger: ledgerFacts(row), orderService: record === null ? null : shopFacts(record) },
  };
}
