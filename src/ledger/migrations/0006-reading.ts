import { sql, type Kysely } from 'kysely';

/**
 * Indexes to search by, each in the order of the pages. An open purchase is written some ten times, so it is in two of
 * them only; a closed one is hardly written any more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // All there are: the open ones and the closed ones, merged. One index of both would end a list of the open ones only
  // after it had passed all others.
  await sql`
    create index purchases_open_newest on ledger.purchases (purchased_at, purchase_id)
    where closed_at is null`.execute(db);
  await sql`
    create index purchases_closed_newest on ledger.purchases (purchased_at, purchase_id)
    where closed_at is not null`.execute(db);
  // A stage, and how many are in each.
  await sql`
    create index purchases_open_by_stage on ledger.purchases (stage, purchased_at, purchase_id)
    where closed_at is null`.execute(db);
  // A clause: the one that decided a claim, or the purchase.
  await sql`
    create index purchases_by_outcome_clause on ledger.purchases (outcome_clause, purchased_at, purchase_id)
    where outcome_clause is not null`.execute(db);
  await sql`
    create index claims_by_clause on ledger.claims (clause, purchased_at, purchase_id)
    where clause is not null`.execute(db);
  await sql`create index claims_by_type on ledger.claims (claim_type, purchased_at, purchase_id)`.execute(db);
}
