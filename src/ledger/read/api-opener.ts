import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** `undefined`: nobody has opened it through the API. Throws `LedgerUnavailable`. */
export async function readOpener(ledger: Ledger, purchaseId: PurchaseId): Promise<string | undefined> {
  const row = await inLedger(() =>
    ledger
      .selectFrom('api_openers')
      .select('caller')
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirst(),
  );
  return row?.caller;
}
