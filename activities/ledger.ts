import { ApplicationFailure } from '@temporalio/common';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { inLedger, LedgerUnavailable } from '../src/ledger/ledger-unavailable.ts';
import { recordSnapshot } from '../src/ledger/record-snapshot.ts';
import type { Ledger } from '../src/ledger/tables.ts';

/** What the workflow writes down by itself. Fails with the retryable type `LedgerUnavailable`. */
export function ledgerActivities(ledger: Ledger): Pick<PurchaseActivities, 'recordPurchase'> {
  return {
    recordPurchase: (snapshot) =>
      retryableLedger(async () => {
        await inLedger(() => recordSnapshot(ledger, snapshot, { now: new Date() }));
      }),
  };
}

/** Makes the ledger's fault one that Temporal tries again and shows, without what was to be written. */
export async function retryableLedger<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    throw ApplicationFailure.create({ message: error.message, type: error.name, nonRetryable: false });
  }
}
