import { sql, type Kysely } from 'kysely';

/** Which run of a purchase wrote a row. A run that was reset and the run that follows it have the same first task. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table ledger.purchases
      add column run_id text,
      add column opening_id text,
      add column earlier_runs text[] not null default '{}'`.execute(db);
  await sql`alter table ledger.mails add column run_id text`.execute(db);
  // After a reset two mails can have the same number. Their `Message-ID` differs.
  await sql`drop index ledger.mail_of_purchase`.execute(db);
}
