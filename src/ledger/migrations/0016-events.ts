import { sql, type Kysely } from 'kysely';

/**
 * The feed of events, and the purchases of which something may have to be told. A purchase comes to be told of in the
 * transaction that adds to its timeline, whoever writes it: a trigger does it, so that workers of the version before do it
 * too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.events (
      sequence bigint primary key,
      event_id text not null unique,
      type text not null,
      purchase_id text not null references ledger.purchases,
      at timestamptz(3) not null,
      data json not null,
      told_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index events_by_purchase on ledger.events (purchase_id, sequence)`.execute(db);
  await sql`create index events_by_time on ledger.events (told_at)`.execute(db);
  await sql`
    create table ledger.events_due (
      purchase_id text primary key references ledger.purchases,
      since timestamptz(3) not null,
      look_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index events_due_by_time on ledger.events_due (look_at)`.execute(db);
  await sql`
    create function ledger.events_are_due() returns trigger language plpgsql as $body$
    begin
      insert into ledger.events_due as known (purchase_id, since, look_at)
      select distinct purchase_id, now(), now() from added
      on conflict (purchase_id) do update set since = excluded.since, look_at = excluded.look_at;
      return null;
    end $body$`.execute(db);
  await sql`
    create trigger events_are_due after insert on ledger.timeline
    referencing new table as added
    for each statement execute function ledger.events_are_due()`.execute(db);
}
