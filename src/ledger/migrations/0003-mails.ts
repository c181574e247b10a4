import { sql, type Kysely } from 'kysely';

/** Every mail, saved before and after it is handed over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger.mails (
      message_id text primary key,
      purchase_id text not null,
      template text not null,
      n integer not null,
      resend_of text references ledger.mails,
      resent_by text,
      recipient text,
      subject text,
      text_body text,
      html_body text,
      status text not null check (status in ('sending', 'accepted', 'rejected', 'given_up')),
      attempts integer not null,
      response_code integer,
      response text,
      first_tried_at timestamptz(3) not null,
      last_tried_at timestamptz(3) not null,
      accepted_at timestamptz(3)
    )`.execute(db);
  await sql`
    create unique index mail_of_purchase on ledger.mails (purchase_id, template, n)
    where resend_of is null`.execute(db);
  await sql`create index mails_by_purchase on ledger.mails (purchase_id, first_tried_at)`.execute(db);
}
