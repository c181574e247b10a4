import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';

/**
 * Whether the purchase has closed and was erased since, its workflow included. Opened once more while the ledger could
 * not be asked, it must not be given anything a second time.
 */
export async function wasErased(ledger: Ledger, purchaseId: PurchaseId): Promise<boolean> {
  const erased = await ledger
    .selectFrom('purchases')
    .select('purchase_id')
    .where('purchase_id', '=', purchaseId)
    .where('erased_at', 'is not', null)
    .executeTakeFirst();
  return erased !== undefined;
}
