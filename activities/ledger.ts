import { ApplicationFailure } from '@temporalio/common';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { PurchaseId } from '../src/contract/scalars.ts';
import { inLedger, LedgerFailure, LedgerRefused } from '../src/ledger/ledger-unavailable.ts';
import { recordSnapshot, type SnapshotPart } from '../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../src/ledger/tables.ts';

export interface LedgerActivitiesOptions {
  /** Hears of each part of a purchase that the ledger has refused. The rest is on record. */
  leftOut?: (purchaseId: PurchaseId, part: SnapshotPart, code: string) => void;
}

/**
 * What the workflow writes down by itself. Fails with the retryable type `LedgerUnavailable`, or with `LedgerRefused`,
 * which no retry would change.
 */
export function ledgerActivities(
  ledger: Ledger,
  { leftOut }: LedgerActivitiesOptions = {},
): Pick<PurchaseActivities, 'recordPurchase'> {
  return {
    recordPurchase: (snapshot) =>
      retryableLedger(async () => {
        const { purchaseId } = snapshot.status;
        await inLedger(() =>
          recordSnapshot(ledger, snapshot, {
            now: new Date(),
            leftOut: (part, code) => leftOut?.(purchaseId, part, code),
          }),
        );
      }),
  };
}

/** Makes the ledger's fault one that Temporal shows, without what was to be written, and tries again if that can help. */
export async function retryableLedger<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof LedgerFailure)) throw error;
    const { message, name: type } = error;
    throw ApplicationFailure.create({ message, type, nonRetryable: error instanceof LedgerRefused });
  }
}
