import type { PurchaseRecords } from '../client/purchase-records.ts';
import { inLedger, LedgerUnavailable } from './ledger-unavailable.ts';
import { noteLate } from './note-late.ts';
import { readPurchaseStatus } from './reading/purchase-status.ts';
import type { Ledger } from './tables.ts';

/** The ledger as the client's memory of closed purchases. `find` throws `LedgerUnavailable`. */
export const ledgerRecords = (ledger: Ledger): PurchaseRecords => ({
  async find(purchaseId) {
    const status = await readPurchaseStatus(ledger, purchaseId);
    if (status === undefined) return undefined;
    // Asked second: who was erased in between is at most not compared.
    const { erased_at } = await inLedger(() =>
      ledger
        .selectFrom('purchases')
        .select('erased_at')
        .where('purchase_id', '=', purchaseId)
        .executeTakeFirstOrThrow(),
    );
    return { status, erased: erased_at !== null };
  },

  async noteLate(purchaseId, message) {
    try {
      await noteLate(ledger, purchaseId, message, new Date());
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
    }
  },
});
