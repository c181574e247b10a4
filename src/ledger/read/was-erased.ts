import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';

/**
 * Whether the purchase has closed and was erased, its workflow included. If it was opened again while the ledger was away,
 * it must not be given anything a second time.
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
