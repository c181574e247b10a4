import { sql, type Kysely } from 'kysely';

/** That a customer was forgotten, without anything that says who it was: a hash tells only who already knows the id. */
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
