import { sql, type Kysely } from 'kysely';

/**
 * What each side said, word for word. An empty claim id means a step of the purchase that no claim has led to. The key
 * starts with the purchase, by which statements are read, written and erased. Without foreign keys, because adding one would
 * stop writers of purchases.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.statements (
      purchase_id text not null,
      claim_id text not null,
      n integer not null,
      at timestamptz(3) not null,
      by_kind text not null,
      by_id text not null,
      kind text not null,
      visibility text not null check (visibility in ('public', 'internal')),
      words text not null,
      primary key (purchase_id, claim_id, n)
    )`.execute(db);
}
