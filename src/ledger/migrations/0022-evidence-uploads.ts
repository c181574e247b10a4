import { sql, type Kysely } from 'kysely';

/** Pictures that were uploaded as evidence. The files are elsewhere, by the name of the object. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.evidence_uploads (
      evidence_id text primary key,
      purchase_id text not null,
      request_id text not null,
      uploaded_by text not null,
      uploaded_at timestamptz(3) not null,
      media_type text not null,
      bytes int not null,
      width int not null,
      height int not null,
      sha256_received text not null,
      sha256_kept text not null,
      looks bit(64),
      object_name text not null unique,
      held_by text,
      held_at timestamptz(3),
      claim_id text,
      taken_at timestamptz(3),
      removed_at timestamptz(3),
      removed_why text check (removed_why in ('not_taken', 'retention', 'erased')),
      gone_at timestamptz(3),
      unique (purchase_id, request_id)
    )`.execute(db);
  // What a claim has taken stays for months: the rounds of the cleaner look only at the rest.
  await sql`
    create index evidence_uploads_not_taken on ledger.evidence_uploads (uploaded_at)
    where claim_id is null`.execute(db);
  await sql`
    create index evidence_uploads_taken on ledger.evidence_uploads (purchase_id)
    where claim_id is not null and removed_at is null`.execute(db);
  await sql`
    create index evidence_uploads_removed on ledger.evidence_uploads (removed_at)
    where removed_at is not null and gone_at is null`.execute(db);
  await sql`create index evidence_uploads_received on ledger.evidence_uploads (sha256_received)`.execute(db);
  await sql`create index evidence_uploads_kept on ledger.evidence_uploads (sha256_kept)`.execute(db);
}
