import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** Records who has opened a purchase, unless somebody is on record. Who is. Throws `LedgerUnavailable`. */
export function recordOpener(ledger: Ledger, purchaseId: PurchaseId, caller: string): Promise<string> {
  return inLedger(async () => {
    const added = await ledger
      .insertInto('api_openers')
      .values({ purchase_id: purchaseId, caller })
      .onConflict((conflict) => conflict.column('purchase_id').doNothing())
      .returning('caller')
      .executeTakeFirst();
    if (added !== undefined) return added.caller;
    const row = await ledger
      .selectFrom('api_openers')
      .select('caller')
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirstOrThrow();
    return row.caller;
  });
}
