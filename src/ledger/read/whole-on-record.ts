import type { Customer } from '../../contract/purchase-order.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { StandingDeadline } from '../../contract/snapshot.ts';
import type { PurchaseStatus } from '../../contract/status.ts';
import type { Ledger } from '../tables.ts';
import { customerOf, recordedDeadlines } from './purchase-record.ts';
import { wholeStatus } from './purchase-status.ts';
import { readOfPurchase } from './purchase-on-record.ts';

/** The status of a purchase as it is on record, and what the purchase itself would say besides. Personal data. */
export interface WholeOnRecord {
  status: PurchaseStatus;
  originalPurchaseId: PurchaseId;
  /** 0 for a paid purchase, n for the n-th replacement in a row. */
  depth: number;
  deadlines: StandingDeadline[];
  customer: Customer;
  phoneNumber: string;
  recordedAt: Timestamp;
}

/** Less than `readPurchaseRecord`, and in fewer statements. `undefined`: there is none of this id. Throws `LedgerUnavailable`. */
export function readWholeOnRecord(
  ledger: Ledger,
  purchaseId: PurchaseId,
): Promise<WholeOnRecord | undefined> {
  return readOfPurchase(ledger, purchaseId, async (transaction, row) => ({
    status: await wholeStatus(transaction, row),
    originalPurchaseId: row.original_purchase_id,
    depth: row.depth,
    deadlines: await recordedDeadlines(transaction, purchaseId),
    customer: customerOf(row),
    phoneNumber: row.phone_number,
    recordedAt: row.recorded_at.toISOString(),
  }));
}
