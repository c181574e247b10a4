import { sql, type Kysely } from 'kysely';

/** A correction of the contact ends the links that were made before it for good, and not only while the address is another. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger.customer_links add column contact_as_of timestamptz(3)`.execute(db);
}
