import { sql, type Kysely } from 'kysely';

/** Entries of a timeline that tell something. The others, such as a mail that was accepted, make no purchase due. */
export const TELLING_ENTRIES = [
  'purchase_opened',
  'purchase_closed',
  'claim_filed',
  'claim_approved',
  'claim_rejected',
  'claim_withdrawn',
  'claim_forfeited',
  'claim_moot',
  'claim_remedied',
  'access_refused',
  'evidence_added',
  'access_requested',
  'remediation_reported',
  'choice_offered',
  'refund_pending',
  'refund_confirmed',
  'refund_returned_otherwise',
  'refund_refused',
  'refund_failed',
  'replacement_issued',
  'mail_given_up',
  'needs_attention',
] as const;

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
      purchase_id text not null,
      at timestamptz(3) not null,
      data json not null,
      told_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index events_by_purchase on ledger.events (purchase_id, sequence)`.execute(db);
  await sql`create index events_by_time on ledger.events (told_at)`.execute(db);
  await sql`
    create table ledger.events_due (
      purchase_id text primary key,
      since timestamptz(3) not null,
      look_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index events_due_by_time on ledger.events_due (look_at)`.execute(db);
  await sql`
    create function ledger.events_are_due() returns trigger language plpgsql as $body$
    begin
      insert into ledger.events_due as known (purchase_id, since, look_at)
      select distinct purchase_id, now(), now() from added where event in (${sql.join(TELLING_ENTRIES.map((event) => sql.lit(event)))})
      on conflict (purchase_id) do update set since = excluded.since, look_at = excluded.look_at;
      return null;
    end $body$`.execute(db);
  await sql`
    create trigger events_are_due after insert on ledger.timeline
    referencing new table as added
    for each statement execute function ledger.events_are_due()`.execute(db);
}
