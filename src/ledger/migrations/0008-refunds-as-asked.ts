import { sql, type Kysely } from 'kysely';

/**
 * The amount that the order service names for a refund, and whether the money came back another way. A refund can be
 * confirmed only in the amount that was asked for, unless support has settled it. No earlier row has an answered amount, so
 * nothing has to be checked now, and a scan would hold up writers.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table ledger.refunds
      add column answered_amount bigint,
      add column answered_currency text,
      add column returned_otherwise boolean not null default false,
      add constraint refunds_confirmed_as_asked check (
        by_hand
        or returned_otherwise
        or status not in ('confirmed', 'failed')
        or (coalesce(answered_amount, amount) = amount and coalesce(answered_currency, currency) = currency)
      ) not valid,
      add constraint refunds_settled_one_way check (not (by_hand and returned_otherwise)) not valid`.execute(
    db,
  );
}
