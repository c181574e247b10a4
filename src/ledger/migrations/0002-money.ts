import { sql, type Kysely } from 'kysely';

/** Refunds and replacements. The constraints make a second remedy of one payment impossible. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.remedies (
      original_purchase_id text not null,
      depth integer not null check (depth between 0 and 2),
      purchase_id text not null unique,
      kind text not null check (kind in ('refund', 'replacement')),
      key text not null unique,
      given boolean not null,
      primary key (original_purchase_id, depth)
    )`.execute(db);
  await sql`
    create unique index one_refund_per_payment on ledger.remedies (original_purchase_id)
    where kind = 'refund'`.execute(db);
  await sql`
    create table ledger.refunds (
      key text primary key check (key = 'refund:' || original_purchase_id),
      original_purchase_id text not null unique,
      purchase_id text not null,
      amount bigint not null check (amount > 0),
      currency text not null,
      clause text not null,
      status text not null
        check (status in ('intended', 'sent', 'pending', 'confirmed', 'refused', 'unknown', 'failed')),
      refund_id text check (status not in ('confirmed', 'failed') or refund_id is not null),
      reason text,
      by_hand boolean not null default false,
      intended_at timestamptz(3) not null,
      sent_at timestamptz(3),
      confirmed_at timestamptz(3),
      updated_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index refunds_by_purchase on ledger.refunds (purchase_id)`.execute(db);
  await sql`
    create table ledger.replacements (
      key text primary key,
      original_purchase_id text not null,
      purchase_id text not null,
      depth integer not null check (depth between 0 and 1),
      amount bigint not null check (amount > 0),
      currency text not null,
      status text not null
        check (status in ('intended', 'sent', 'issued', 'out_of_stock', 'refused', 'unknown', 'abandoned')),
      replacement_purchase_id text unique check (status <> 'issued' or replacement_purchase_id is not null),
      reason text,
      intended_at timestamptz(3) not null,
      sent_at timestamptz(3),
      updated_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index replacements_by_purchase on ledger.replacements (purchase_id)`.execute(db);
  await sql`
    create unique index one_replacement_issued on ledger.replacements (purchase_id)
    where status = 'issued'`.execute(db);
}
