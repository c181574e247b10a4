import { sql, type Kysely } from 'kysely';

/** Receipts as they were signed. A receipt outlasts its claim's record, so it refers to nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.receipts (
      claim_id text primary key,
      purchase_id text not null,
      kid text not null,
      receipt text not null,
      signed_at timestamptz(3) not null
    )`.execute(db);
}
