import { sql, type Kysely } from 'kysely';

/** Purchases, and what happened to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.purchases (
      purchase_id text primary key,
      original_purchase_id text not null,
      replaces_purchase_id text,
      depth integer not null check (depth between 0 and 2),
      customer_id text not null,
      email text not null,
      name text,
      locale text,
      time_zone text,
      activation_id text not null,
      phone_number text not null,
      service text not null,
      country text not null,
      price_amount bigint not null check (price_amount > 0),
      price_currency text not null,
      purchased_at timestamptz(3) not null,
      policy_version text not null,
      sms_deadline timestamptz(3) not null,
      claim_deadline timestamptz(3) not null,
      stage text not null,
      next_deadline_kind text,
      next_deadline_at timestamptz(3),
      needs_attention jsonb not null,
      allowed_actions jsonb not null,
      refund jsonb,
      replacement jsonb,
      queued_at timestamptz(3),
      outcome text,
      outcome_clause text,
      closed_at timestamptz(3),
      opened_at timestamptz(3) not null,
      history_length integer not null,
      as_of timestamptz(3) not null,
      revision integer not null,
      recorded_at timestamptz(3) not null,
      erased_at timestamptz(3)
    )`.execute(db);
  await sql`
    create table ledger.claims (
      claim_id text primary key,
      purchase_id text not null references ledger.purchases,
      n integer not null,
      claim_type text not null,
      status text not null,
      clause text,
      reason text not null,
      note text,
      filed_at timestamptz(3) not null,
      purchased_at timestamptz(3) not null,
      remediation_due_at timestamptz(3),
      disputes integer not null,
      remedy text,
      unique (purchase_id, n)
    )`.execute(db);
  await sql`
    create table ledger.deadlines (
      purchase_id text not null references ledger.purchases,
      kind text not null,
      claim_id text not null,
      at timestamptz(3) not null,
      is_next boolean not null,
      provisional boolean not null,
      paused_since timestamptz(3),
      primary key (purchase_id, kind, claim_id)
    )`.execute(db);
  await sql`
    create table ledger.pauses (
      claim_id text not null references ledger.claims on delete cascade,
      purchase_id text not null,
      n integer not null,
      why text not null,
      paused_from timestamptz(3) not null,
      paused_to timestamptz(3),
      primary key (claim_id, n)
    )`.execute(db);
  await sql`
    create table ledger.evidence (
      claim_id text not null references ledger.claims on delete cascade,
      evidence_id text not null,
      purchase_id text not null,
      n integer not null,
      media_type text,
      sha256 text,
      primary key (claim_id, n)
    )`.execute(db);
  await sql`
    create table ledger.timeline (
      entry_id bigint generated always as identity primary key,
      purchase_id text not null references ledger.purchases,
      source text not null check (source in ('workflow', 'ledger')),
      n integer not null,
      at timestamptz(3) not null,
      event text not null,
      actor text not null,
      clause text,
      visibility text not null check (visibility in ('public', 'internal')),
      data jsonb,
      superseded_at timestamptz(3)
    )`.execute(db);
  await sql`
    create unique index timeline_entry on ledger.timeline (purchase_id, source, n)
    where superseded_at is null`.execute(db);

  await sql`create index purchases_by_customer on ledger.purchases (customer_id, purchased_at, purchase_id)`.execute(
    db,
  );
  await sql`create index purchases_by_activation on ledger.purchases (activation_id, purchase_id)`.execute(
    db,
  );
  await sql`create index purchases_by_chain on ledger.purchases (original_purchase_id, depth)`.execute(db);
  await sql`
    create index purchases_queued on ledger.purchases (queued_at, purchase_id)
    where queued_at is not null`.execute(db);
  await sql`
    create index purchases_open on ledger.purchases (next_deadline_at, purchase_id)
    where closed_at is null`.execute(db);
}
