import { sql, type Kysely } from 'kysely';

/** A write that nothing but its key keeps from happening twice is done by one process at a time, until this instant. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger.api_requests add column turn_until timestamptz(3)`.execute(db);
}
