import type { PurchaseId } from '../../contract/scalars.ts';
import type { SnapshotPosition } from '../../contract/snapshot.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/**
 * Notes that the record of a closed purchase at `position` agrees with its workflow. Changes nothing if the record has
 * changed since. Throws `LedgerUnavailable`.
 */
export async function noteReconciled(
  ledger: Ledger,
  purchaseId: PurchaseId,
  { revision, historyLength, asOf, run }: SnapshotPosition,
): Promise<void> {
  if (run === undefined) return;
  await inLedger(() =>
    ledger
      .updateTable('purchases')
      .set((row) => ({ reconciled_recorded_at: row.ref('recorded_at') }))
      .where('purchase_id', '=', purchaseId)
      .where('closed_at', 'is not', null)
      .where('run_id', '=', run.runId)
      .where('history_length', '=', historyLength)
      .where('as_of', '=', new Date(asOf))
      .where('revision', '=', revision)
      .execute(),
  );
}
