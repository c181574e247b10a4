import { sql, type Kysely } from 'kysely';

/**
 * Places of the feed that are not given out, because an older copy of the ledger was restored that may not know to whom they
 * were given. A worker of the version before does not know them, and gives out the next place as ever.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.feed_restores (
      sequence bigint primary key,
      restored_at timestamptz(3) not null
    )`.execute(db);
}
