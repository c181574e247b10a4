import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { MailTemplate } from '../../contract/mail.ts';
import type { MailCopy } from '../../emails/sending/mail-record.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { UNDELIVERED } from '../read/undelivered-mails.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { noteInLedger } from './note-in-ledger.ts';

/** Longer than one mail can take. A resend that began earlier than this was interrupted. */
const TURN_MS = 120_000;

/** `yours`: the caller, and nobody else, hands `copy` over to `name`. */
export type ResendTurn =
  | { yours: true; copy: MailCopy; name: string }
  | { yours: false; why: 'delivered_meanwhile' | 'purchase_open' | 'under_way' };

/**
 * Takes the turn to send an undelivered mail of a closed purchase again. A resend that was interrupted goes on under its
 * `Message-ID`, so that no mailbox shows the mail twice. Throws `LedgerUnavailable`.
 */
export function takeResendTurn(
  ledger: Ledger,
  { messageId, by }: { messageId: string; by: string },
  now: Date,
): Promise<ResendTurn> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const mail = await lockUndelivered(transaction, messageId);
      if (mail === undefined) return { yours: false, why: 'delivered_meanwhile' };
      if (mail.open) return { yours: false, why: 'purchase_open' };
      const earlier = await transaction
        .selectFrom('mails')
        .select(['message_id', 'status', 'last_tried_at'])
        .where('purchase_id', '=', mail.copy.purchaseId)
        .where('resend_of', '=', messageId)
        .execute();
      const begun = earlier.find(({ status }) => status === 'sending');
      if (begun !== undefined && begun.last_tried_at.getTime() > now.getTime() - TURN_MS) {
        return { yours: false, why: 'under_way' };
      }
      const copy = {
        ...mail.copy,
        messageId: begun?.message_id ?? nextId(mail.copy, messageId, earlier.length),
        resentBy: by,
      };
      await keepTurn(transaction, copy, now);
      if (begun === undefined) {
        await noteInLedger(transaction, copy.purchaseId, {
          at: now.toISOString(),
          event: 'mail_resent',
          actor: 'support',
          visibility: 'internal',
          data: { by, template: copy.template, n: copy.n },
        });
      }
      return { yours: true, copy, name: mail.name ?? '' };
    }),
  );
}

/** A second caller waits here, and then sees that the turn was taken. */
async function lockUndelivered(
  transaction: Transaction<LedgerTables>,
  messageId: string,
): Promise<{ copy: MailCopy; name: string | null; open: boolean } | undefined> {
  await sql`select from ledger.mails where message_id = ${messageId} for no key update`.execute(transaction);
  const { rows } = await sql<{
    purchase_id: string;
    template: MailTemplate;
    n: number;
    subject: string;
    text_body: string;
    html_body: string;
    email: string;
    name: string | null;
    open: boolean;
  }>`
    select mail.purchase_id, mail.template, mail.n, mail.subject, mail.text_body, mail.html_body,
      purchase.email, purchase.name, purchase.closed_at is null and mail.template <> 'refund_failed' as open
    from ledger.mails as mail join ledger.purchases as purchase using (purchase_id)
    where mail.message_id = ${messageId} and ${UNDELIVERED}`.execute(transaction);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { purchase_id: purchaseId, template, n, subject, text_body: text, html_body: html, email } = row;
  const copy = {
    messageId,
    purchaseId,
    template,
    n,
    recipient: email,
    subject,
    text,
    html,
    resendOf: messageId,
  };
  return { copy, name: row.name, open: row.open };
}

/** Stays the same for each try of one resend, and differs between resends. */
function nextId({ template, n, purchaseId }: MailCopy, resendOf: string, before: number): string {
  const mark = createHash('sha256').update(`${resendOf} ${before}`).digest('hex').slice(0, 8);
  return `<${template}.${n}.again-${mark}.${purchaseId}${resendOf.slice(resendOf.lastIndexOf('@'))}`;
}

async function keepTurn(transaction: Transaction<LedgerTables>, copy: MailCopy, now: Date): Promise<void> {
  const words = {
    recipient: copy.recipient,
    subject: copy.subject,
    text_body: copy.text,
    html_body: copy.html,
    resent_by: copy.resentBy ?? null,
    last_tried_at: now,
  };
  await transaction
    .insertInto('mails')
    .values({
      message_id: copy.messageId,
      purchase_id: copy.purchaseId,
      template: copy.template,
      n: copy.n,
      resend_of: copy.resendOf ?? null,
      ...words,
      status: 'sending',
      attempts: 0,
      first_tried_at: now,
    })
    .onConflict((conflict) => conflict.column('message_id').doUpdateSet(words))
    .execute();
}
