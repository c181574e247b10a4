import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import type { SnapshotPosition } from '../../contract/snapshot.ts';
import type { Stage } from '../../contract/status.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** The part of a recorded purchase that is compared with its workflow. */
export interface PurchaseToCompare {
  position: SnapshotPosition;
  stage: Stage;
  closedAt: Timestamp | null;
  erased: boolean;
  /** The workflow's timeline without superseded entries: instant and event of each. */
  timeline: { at: Timestamp; event: string }[];
}

/** `undefined`: the ledger does not know it. Throws `LedgerUnavailable`. */
export function readRecordedPurchase(
  ledger: Ledger,
  purchaseId: PurchaseId,
): Promise<PurchaseToCompare | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('purchases')
      .select(['opened_at', 'run_id', 'opening_id', 'history_length', 'as_of', 'revision'])
      .select(['stage', 'closed_at', 'erased_at'])
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const timeline = await ledger
      .selectFrom('timeline')
      .select(['at', 'event'])
      .where('purchase_id', '=', purchaseId)
      .where('source', '=', 'workflow')
      .where('superseded_at', 'is', null)
      .orderBy('n')
      .execute();
    return {
      position: {
        openedAt: row.opened_at.toISOString(),
        historyLength: row.history_length,
        asOf: row.as_of.toISOString(),
        revision: row.revision,
        ...(row.run_id !== null && row.opening_id !== null
          ? { run: { runId: row.run_id, openingId: row.opening_id } }
          : {}),
      },
      stage: row.stage,
      closedAt: row.closed_at?.toISOString() ?? null,
      erased: row.erased_at !== null,
      timeline: timeline.map(({ at, event }) => ({ at: at.toISOString(), event })),
    };
  });
}
