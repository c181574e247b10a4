import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/**
 * The caller that has opened a purchase or, if it is a replacement, the purchase at the beginning of its chain.
 * `undefined`: nobody has opened it through the API. Throws `LedgerUnavailable`.
 */
export async function readOpener(ledger: Ledger, purchaseId: PurchaseId): Promise<string | undefined> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('api_openers')
      .select(['purchase_id', 'caller'])
      .where((row) =>
        row.or([
          row('purchase_id', '=', purchaseId),
          row(
            'purchase_id',
            'in',
            row
              .selectFrom('purchases')
              .select('original_purchase_id')
              .where('purchases.purchase_id', '=', purchaseId),
          ),
        ]),
      )
      .execute(),
  );
  const own = rows.find((row) => row.purchase_id === purchaseId);
  return (own ?? rows[0])?.caller;
}
