import { ApplicationFailure } from '@temporalio/common';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { PurchaseId } from '../src/contract/scalars.ts';
import { inLedger, LedgerFailure, LedgerRefused } from '../src/ledger/ledger-unavailable.ts';
import { recordSnapshot, type SnapshotPart } from '../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../src/ledger/tables.ts';

export interface LedgerActivitiesOptions {
  /** Called for each part of a purchase that the ledger has refused. The other parts are written. */
  leftOut?: (purchaseId: PurchaseId, part: SnapshotPart, code: string) => void;
}

/**
 * The activity that writes a purchase to the ledger. Fails with the type `LedgerUnavailable`, which is retried, or with
 * `LedgerRefused`, which is not, because no retry would help.
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

/** Turns a failure of the ledger into one of Temporal that has none of the data. Retryable if a retry can help. */
export async function retryableLedger<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof LedgerFailure)) throw error;
    const { message, name: type } = error;
    throw ApplicationFailure.create({ message, type, nonRetryable: error instanceof LedgerRefused });
  }
}
