import type { Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import { openCaseWithin, type CaseSubject } from './cases.ts';
import type { Ledger, LedgerTables } from '../tables.ts';

/**
 * Opens a case if the snapshot is of a second opening of a purchase that has closed. `false`: it is not. Erased purchases are
 * left out: their workflow is gone, and nothing about them is written any more.
 */
export async function openedAgain(
  transaction: Transaction<LedgerTables>,
  snapshot: PurchaseSnapshot,
  now: Date,
): Promise<boolean> {
  const subject = await secondOpening(transaction, snapshot);
  if (subject === undefined) return false;
  await openCaseWithin(transaction, subject, now);
  return true;
}

/** The case about a second opening of a closed purchase, with what identifies both. `undefined`: it is none. */
export async function secondOpening(
  ledger: Ledger,
  { status, position }: PurchaseSnapshot,
): Promise<(CaseSubject & { kind: 'opened_again' }) | undefined> {
  const { purchaseId } = status;
  const first = await ledger
    .selectFrom('purchases')
    .select(['opened_at', 'opening_id', 'outcome', 'closed_at'])
    .where('purchase_id', '=', purchaseId)
    .where('closed_at', 'is not', null)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  const { openedAt, run } = position;
  if (first === undefined || first.opened_at.toISOString() >= openedAt) return undefined;
  if (first.opening_id !== null && first.opening_id === run?.openingId) return undefined;
  return {
    purchaseId,
    kind: 'opened_again',
    key: run?.openingId ?? openedAt,
    details: {
      ledger: {
        openedAt: first.opened_at.toISOString(),
        outcome: first.outcome,
        closedAt: first.closed_at?.toISOString() ?? null,
      },
      workflow: { openedAt, runId: run?.openingId ?? null },
    },
  };
}
