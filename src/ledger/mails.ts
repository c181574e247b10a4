import { sql } from 'kysely';
import type { MailReceipt, MailTemplate } from '../contract/mail.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { inLedger } from './ledger-unavailable.ts';
import type { Ledger } from './tables.ts';

/** A mail as it is about to be handed over. */
export interface MailCopy {
  /** With its angle brackets. The same for each try of one mail. */
  messageId: string;
  purchaseId: PurchaseId;
  template: MailTemplate;
  n: number;
  recipient: string;
  subject: string;
  text: string;
  html: string;
}

/** The mail server's last word on a try. */
export interface SmtpAnswer {
  /** Absent: it gave none. */
  responseCode?: number | undefined;
  response?: string | undefined;
}

/** Where mails are on record. Each call throws `LedgerUnavailable` if it could not be saved. */
export interface MailRecord {
  /**
   * Saves a try with what it is to hand over. Answers the receipt of an earlier try that has ended it: then there is
   * nothing to send.
   */
  tried(mail: MailCopy): Promise<MailReceipt | undefined>;
  /** Saves how a try ended. `sending`: it is to be tried again. */
  answered(messageId: string, status: 'accepted' | 'rejected' | 'sending', answer: SmtpAnswer): Promise<void>;
}

export const mailRecord = (ledger: Ledger): MailRecord => ({
  tried: (mail) => mailTried(ledger, mail, new Date()),
  answered: (messageId, status, answer) => mailAnswered(ledger, messageId, status, answer, new Date()),
});

function mailTried(ledger: Ledger, mail: MailCopy, now: Date): Promise<MailReceipt | undefined> {
  return inLedger(async () => {
    const copy = {
      recipient: mail.recipient,
      subject: mail.subject,
      text_body: mail.text,
      html_body: mail.html,
      last_tried_at: now,
    };
    const tried = await ledger
      .insertInto('mails')
      .values({
        message_id: mail.messageId,
        purchase_id: mail.purchaseId,
        template: mail.template,
        n: mail.n,
        ...copy,
        status: 'sending',
        attempts: 1,
        first_tried_at: now,
      })
      .onConflict((conflict) =>
        conflict
          .column('message_id')
          .doUpdateSet({ ...copy, status: 'sending', attempts: sql`mails.attempts + 1` })
          .where('mails.status', 'not in', ['accepted', 'rejected']),
      )
      .returning('message_id')
      .executeTakeFirst();
    if (tried !== undefined) return undefined;
    const known = await ledger
      .selectFrom('mails')
      .select(['status', 'response_code'])
      .where('message_id', '=', mail.messageId)
      .executeTakeFirstOrThrow();
    return known.status === 'accepted'
      ? { status: 'accepted', messageId: mail.messageId }
      : { status: 'rejected', responseCode: known.response_code ?? 0 };
  });
}

async function mailAnswered(
  ledger: Ledger,
  messageId: string,
  status: 'accepted' | 'rejected' | 'sending',
  { responseCode, response }: SmtpAnswer,
  now: Date,
): Promise<void> {
  await inLedger(() =>
    ledger
      .updateTable('mails')
      .set({
        status,
        response_code: responseCode ?? null,
        response: response ?? null,
        ...(status === 'accepted' ? { accepted_at: now } : {}),
      })
      .where('message_id', '=', messageId)
      .where('status', '<>', 'accepted')
      .execute(),
  );
}
