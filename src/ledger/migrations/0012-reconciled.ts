import { sql, type Kysely } from 'kysely';

/**
 * The `recorded_at` of the row that reconciliation has held against its workflow and found right. Whoever writes the row
 * later, in this version or an older one, changes `recorded_at`, so that the two differ and the purchase is asked again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger.purchases add column reconciled_recorded_at timestamptz(3)`.execute(db);
}
