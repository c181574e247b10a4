import { sql, type Kysely } from 'kysely';

/**
 * What the HTTP API keeps: its keys, each use of one, which caller has opened a purchase, and the first answer to every
 * write that named an idempotency key.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.api_keys (
      key_id text primary key,
      caller text not null,
      role text not null,
      secret_hash text not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3)
    )`.execute(db);
  await sql`create index api_keys_by_caller on ledger.api_keys (caller)`.execute(db);
  await sql`
    create table ledger.api_uses (
      key_id text not null,
      at timestamptz(3) not null,
      method text not null,
      route text not null,
      status integer not null,
      purchase_id text
    )`.execute(db);
  await sql`create index api_uses_by_key on ledger.api_uses (key_id, at)`.execute(db);
  await sql`create index api_uses_by_time on ledger.api_uses (at)`.execute(db);
  await sql`
    create table ledger.api_openers (
      purchase_id text primary key,
      caller text not null
    )`.execute(db);
  await sql`
    create table ledger.api_requests (
      caller text not null,
      request_key text not null,
      asked text not null,
      purchase_id text,
      at timestamptz(3) not null,
      status integer,
      answer json,
      primary key (caller, request_key)
    )`.execute(db);
  await sql`
    create index api_requests_by_purchase on ledger.api_requests (purchase_id)
    where purchase_id is not null`.execute(db);
}
