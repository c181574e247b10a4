import { sql, type Kysely } from 'kysely';

/** What reconciliation leaves to a person. Without foreign keys, because a case can be about a purchase that is missing here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.cases (
      case_id text primary key,
      purchase_id text not null,
      kind text not null,
      key text not null,
      opened_at timestamptz(3) not null,
      details jsonb not null,
      settled_at timestamptz(3),
      settled_by text,
      note text,
      check ((settled_at is null) = (settled_by is null) and (settled_at is null) = (note is null))
    )`.execute(db);
  await sql`
    create unique index one_open_case on ledger.cases (purchase_id, kind, key)
    where settled_at is null`.execute(db);
  await sql`
    create index cases_open on ledger.cases (opened_at, case_id)
    where settled_at is null`.execute(db);
  await sql`create index cases_by_purchase on ledger.cases (purchase_id, opened_at)`.execute(db);
}
