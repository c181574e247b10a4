import { sql, type Kysely } from 'kysely';

/**
 * The `recorded_at` under which reconciliation compared the row with its workflow and found it right. Every later write, by
 * an older version too, changes `recorded_at`, so that the two differ and the purchase is asked again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger.purchases add column reconciled_recorded_at timestamptz(3)`.execute(db);
}
