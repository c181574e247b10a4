import { sql, type Kysely } from 'kysely';

/** Erasures of customers, without who they were: the hash can be recognised only by somebody who knows the id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.erasures (
      erasure_id text primary key,
      customer_hash text not null,
      erased_at timestamptz(3) not null,
      erased_by text not null,
      purchases integer not null check (purchases > 0),
      mails integer not null
    )`.execute(db);
  await sql`create index erasures_by_customer on ledger.erasures (customer_hash, erased_at)`.execute(db);
}
