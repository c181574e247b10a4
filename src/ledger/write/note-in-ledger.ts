import { sql, type Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { TimelineEntry } from '../../contract/status.ts';
import type { LedgerTables } from '../tables.ts';

/**
 * Adds an entry to the timeline of a purchase that its workflow does not write, e.g. after it has closed. Returns the
 * entry's number among those of the ledger, from 1. `undefined`: the purchase is not in the ledger, and nothing was written.
 */
export async function noteInLedger(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
  { at, event, actor, clause, visibility, data }: TimelineEntry,
): Promise<number | undefined> {
  // Others that add an entry to the same purchase wait here, so that no two take the same number.
  const known = await transaction
    .selectFrom('purchases')
    .select('purchase_id')
    .where('purchase_id', '=', purchaseId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (known === undefined) return undefined;
  const { n } = await transaction
    .selectFrom('timeline')
    .select(sql<number>`coalesce(max(n), 0) + 1`.as('n'))
    .where('purchase_id', '=', purchaseId)
    .where('source', '=', 'ledger')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('timeline')
    .values({
      purchase_id: purchaseId,
      source: 'ledger',
      n,
      at,
      event,
      actor,
      clause: clause ?? null,
      visibility,
      data: data === undefined ? null : JSON.stringify(data),
    })
    .execute();
  return n;
}
