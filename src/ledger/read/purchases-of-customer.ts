import type { CustomerId, PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { customerHash, erasedCustomerId } from '../erasure-markers.ts';

/** The purchases of a customer that were not erased. Throws `LedgerUnavailable`. */
export async function purchasesOf(ledger: Ledger, customerId: CustomerId): Promise<PurchaseId[]> {
  const rows = await inLedger(() =>
    ledger.selectFrom('purchases').select('purchase_id').where('customer_id', '=', customerId).execute(),
  );
  return rows.map(({ purchase_id }) => purchase_id);
}

/** Which of these purchases are on record. Takes at most some thousands at a time. Throws `LedgerUnavailable`. */
export async function onRecordOf(
  ledger: Ledger,
  purchaseIds: readonly PurchaseId[],
): Promise<Set<PurchaseId>> {
  const known = await inLedger(() =>
    ledger.selectFrom('purchases').select('purchase_id').where('purchase_id', 'in', purchaseIds).execute(),
  );
  return new Set(known.map(({ purchase_id }) => purchase_id));
}

export interface ErasedPurchase {
  purchaseId: PurchaseId;
  /** The marker in its place. */
  customerId: CustomerId;
}

/** The purchases of a customer that were erased, by any erasure. Throws `LedgerUnavailable`. */
export async function erasedPurchasesOf(ledger: Ledger, customerId: CustomerId): Promise<ErasedPurchase[]> {
  const rows = await inLedger(async () => {
    const erasures = await ledger
      .selectFrom('erasures')
      .select('erasure_id')
      .where('customer_hash', '=', customerHash(customerId))
      .execute();
    if (erasures.length === 0) return [];
    const markers = erasures.map(({ erasure_id }) => erasedCustomerId(erasure_id));
    return ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'customer_id'])
      .where('customer_id', 'in', markers)
      .execute();
  });
  return rows.map(({ purchase_id, customer_id }) => ({ purchaseId: purchase_id, customerId: customer_id }));
}
