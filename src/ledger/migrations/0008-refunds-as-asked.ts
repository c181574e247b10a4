import { sql, type Kysely } from 'kysely';

/**
 * What the order service says that a refund comes to, and whether the money came back another way. Confirmed is only
 * what was asked for; what support has settled does not depend on the order service's word. No row of before has an
 * answered amount, so there is nothing to check now, and a scan would hold up whoever writes.
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
