import { sql, type Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import type { LedgerTables } from '../tables.ts';

/** The deadlines that stand or stood last. What has not changed is not written. */
export async function recordDeadlines(
  transaction: Transaction<LedgerTables>,
  { status, deadlines }: PurchaseSnapshot,
): Promise<void> {
  const { purchaseId } = status;
  const rows = deadlines.map((deadline) => ({
    purchase_id: purchaseId,
    kind: deadline.kind,
    claim_id: deadline.claimId ?? '',
    at: deadline.at,
    is_next: deadline.next,
    provisional: deadline.provisional ?? false,
    paused_since: deadline.pausedSince ?? null,
  }));
  const kept = rows.map(({ kind, claim_id }) => sql`(${kind}::text, ${claim_id}::text)`);
  await transaction
    .deleteFrom('deadlines')
    .where('purchase_id', '=', purchaseId)
    .where(sql<boolean>`(kind, claim_id) not in (${sql.join(kept)})`)
    .execute();
  await transaction
    .insertInto('deadlines')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['purchase_id', 'kind', 'claim_id'])
        .doUpdateSet((row) => ({
          at: row.ref('excluded.at'),
          is_next: row.ref('excluded.is_next'),
          provisional: row.ref('excluded.provisional'),
          paused_since: row.ref('excluded.paused_since'),
        }))
        .where(
          sql<boolean>`(deadlines.at, deadlines.is_next, deadlines.provisional, deadlines.paused_since)
            is distinct from (excluded.at, excluded.is_next, excluded.provisional, excluded.paused_since)`,
        ),
    )
    .execute();
}
