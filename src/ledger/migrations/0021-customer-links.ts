import { sql, type Kysely } from 'kysely';

/**
 * Links by which customers reach their purchase. Kept is a hash of the token, and the random number that the token is made
 * from together with a secret that the ledger does not have.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.customer_links (
      occasion text primary key,
      purchase_id text not null,
      nonce text not null,
      token_hash text not null unique,
      address_mark text not null,
      created_at timestamptz(3) not null,
      ended_at timestamptz(3)
    )`.execute(db);
  await sql`create index customer_links_by_purchase on ledger.customer_links (purchase_id)`.execute(db);
}
