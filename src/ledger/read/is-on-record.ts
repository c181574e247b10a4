import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** Whether the ledger has a purchase of this id. Throws `LedgerUnavailable`. */
export async function isOnRecord(ledger: Ledger, purchaseId: PurchaseId): Promise<boolean> {
  const row = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select('purchase_id')
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirst(),
  );
  return row !== undefined;
}
