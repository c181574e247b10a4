import { sql, type Kysely } from 'kysely';

/** Which run of a purchase wrote what: one that was reset has the same first task as the run that follows it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table ledger.purchases
      add column run_id text,
      add column opening_id text,
      add column earlier_runs text[] not null default '{}'`.execute(db);
  await sql`alter table ledger.mails add column run_id text`.execute(db);
  // After a reset there can be two of one number. The `Message-ID` tells them apart.
  await sql`drop index ledger.mail_of_purchase`.execute(db);
}
