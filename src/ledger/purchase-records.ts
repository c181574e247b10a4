import type { PurchaseRecords } from '../client/purchase-records.ts';
import { inLedger, LedgerUnavailable } from './ledger-unavailable.ts';
import { noteLate } from './note-late.ts';
import { readPurchaseStatus } from './reading/purchase-status.ts';
import type { Ledger } from './tables.ts';
import { wasErased } from './was-erased.ts';

/** The ledger as the client's memory of closed purchases. `find` throws `LedgerUnavailable`. */
export const ledgerRecords = (ledger: Ledger): PurchaseRecords => ({
  async find(purchaseId) {
    const status = await readPurchaseStatus(ledger, purchaseId);
    if (status === undefined) return undefined;
    // Asked second: who was erased in between is at most not compared.
    return { status, erased: await inLedger(() => wasErased(ledger, purchaseId)) };
  },

  async noteLate(purchaseId, message) {
    try {
      await noteLate(ledger, purchaseId, message, new Date());
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
    }
  },
});
