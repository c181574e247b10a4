import type { PurchaseRecords } from '../client/purchase-records.ts';
import { inLedger, LedgerFailure } from './ledger-unavailable.ts';
import { noteLate } from './write/note-late.ts';
import { readReached } from './read/reached.ts';
import { isOnRecord } from './read/is-on-record.ts';
import { readPurchaseStatus } from './read/purchase-status.ts';
import type { Ledger } from './tables.ts';
import { wasErased } from './read/was-erased.ts';

/** The ledger as the client's records of closed purchases. `find` throws `LedgerUnavailable`. */
export const ledgerRecords = (ledger: Ledger): PurchaseRecords => ({
  async find(purchaseId) {
    // An opening waits for this, and is nearly always the first: one statement instead of a transaction.
    if (!(await isOnRecord(ledger, purchaseId))) return undefined;
    const status = await readPurchaseStatus(ledger, purchaseId);
    if (status === undefined) return undefined;
    // Read second: if the customer is erased in between, the contact is only not compared.
    const [erased, reached] = await inLedger(async () => [
      await wasErased(ledger, purchaseId),
      await readReached(ledger, purchaseId),
    ]);
    return { status, erased, ...(reached && { reached }) };
  },

  async noteLate(purchaseId, message) {
    try {
      await noteLate(ledger, purchaseId, message, new Date());
    } catch (error) {
      if (!(error instanceof LedgerFailure)) throw error;
    }
  },
});
