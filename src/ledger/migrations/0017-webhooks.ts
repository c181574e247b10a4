import { sql, type Kysely } from 'kysely';

/** Where events are sent to, and what has become of each event there. No secret: they are made from the configuration. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.webhook_endpoints (
      endpoint_id text primary key,
      url text not null,
      types text[],
      scheme text not null check (scheme in ('v1', 'v1a')),
      secret_mark text not null,
      generation integer not null,
      signs_from integer not null,
      previous_until timestamptz(3),
      created_at timestamptz(3) not null,
      created_by text not null,
      status text not null check (status in ('enabled', 'disabled')),
      disabled_why text,
      disabled_at timestamptz(3),
      handed_to bigint not null,
      resend_after bigint,
      resend_to bigint,
      failures integer not null default 0,
      failing_since timestamptz(3),
      warned_at timestamptz(3)
    )`.execute(db);
  await sql`
    create table ledger.webhook_deliveries (
      endpoint_id text not null references ledger.webhook_endpoints on delete cascade,
      sequence bigint not null references ledger.events,
      round integer not null,
      state text not null check (state in ('queued', 'sending', 'waiting', 'delivered', 'failed')),
      tries integer not null,
      last_status integer,
      last_error text,
      handed_at timestamptz(3),
      next_try_at timestamptz(3),
      ended_at timestamptz(3),
      primary key (endpoint_id, sequence)
    )`.execute(db);
  await sql`
    create index webhook_deliveries_open on ledger.webhook_deliveries (endpoint_id, state, sequence)
    where state in ('queued', 'sending', 'waiting')`.execute(db);
  await sql`
    create index webhook_deliveries_ended on ledger.webhook_deliveries (ended_at)
    where ended_at is not null`.execute(db);
}
