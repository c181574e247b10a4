import { sql, type Kysely } from 'kysely';

/**
 * Indexes for searching, each in the order of the pages. An open purchase is written some ten times, so only two of them
 * contain it; a closed one is hardly written any more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A list of all purchases merges the open and the closed ones. With one index for both, a list of only the open ones
  // would have to pass all others.
  await sql`
    create index purchases_open_newest on ledger.purchases (purchased_at, purchase_id)
    where closed_at is null`.execute(db);
  await sql`
    create index purchases_closed_newest on ledger.purchases (purchased_at, purchase_id)
    where closed_at is not null`.execute(db);
  // By stage, and to count each stage.
  await sql`
    create index purchases_open_by_stage on ledger.purchases (stage, purchased_at, purchase_id)
    where closed_at is null`.execute(db);
  // By the clause that decided a claim or the purchase.
  await sql`
    create index purchases_by_outcome_clause on ledger.purchases (outcome_clause, purchased_at, purchase_id)
    where outcome_clause is not null`.execute(db);
  await sql`
    create index claims_by_clause on ledger.claims (clause, purchased_at, purchase_id)
    where clause is not null`.execute(db);
  await sql`create index claims_by_type on ledger.claims (claim_type, purchased_at, purchase_id)`.execute(db);
}
