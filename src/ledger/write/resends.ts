import { randomUUID } from 'node:crypto';
import type { MailTemplate } from '../../contract/mail.ts';
import { email } from '../../contract/validation/contact.ts';
import { readWith } from '../../contract/validation/reader.ts';
import type { MailCopy } from '../../emails/sending/mail-record.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { noteInLedger } from './note-in-ledger.ts';
import { anotherIsUndelivered } from '../read/undelivered-mails.ts';
import type { Ledger } from '../tables.ts';

/** `possible: true`: hand `copy` over to `name`. */
export type Resend =
  | { possible: true; copy: MailCopy; name: string }
  | { possible: false; code: 'unknown_mail' | 'no_copy' | 'malformed'; message: string };

export interface ResendRequest {
  /** The recorded mail's. */
  messageId: string;
  /** Who asks for it, 1 to 64 characters. */
  by: string;
  /** Default: the customer's address as the purchase has it. The address of a closed purchase cannot be corrected. */
  to?: string | undefined;
}

/**
 * Prepares a mail that support sends again, word for word the same, under a `Message-ID` of its own, and notes it in the
 * timeline. Throws `LedgerUnavailable`.
 */
export function prepareResend(
  ledger: Ledger,
  { messageId, by, to }: ResendRequest,
  now: Date,
): Promise<Resend> {
  if (by.trim().length < 1 || by.length > 64) {
    return Promise.resolve(no('malformed', 'by: send who asks for it, 1 to 64 characters'));
  }
  if (to !== undefined && !readWith(email, to).ok) {
    return Promise.resolve(no('malformed', 'to: send one mail address, or leave it out'));
  }
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const mail = await transaction
        .selectFrom('mails')
        .leftJoin('purchases', 'purchases.purchase_id', 'mails.purchase_id')
        .select([
          'mails.message_id',
          'mails.resend_of',
          'mails.purchase_id',
          'mails.template',
          'mails.n',
          'mails.subject',
          'mails.text_body',
          'mails.html_body',
          'mails.recipient',
          'purchases.email',
          'purchases.name',
          'purchases.erased_at',
        ])
        .where('mails.message_id', '=', messageId)
        .executeTakeFirst();
      if (mail === undefined) return no('unknown_mail', 'There is no mail of this Message-ID on record.');
      const { subject, text_body: text, html_body: html, email: address, erased_at: erasedAt } = mail;
      if (subject === null || text === null || html === null || address === null || erasedAt !== null) {
        return no('no_copy', 'The copy of this mail, or the address, has been erased.');
      }
      const { template, n, purchase_id: purchaseId } = mail;
      const domain = messageId.slice(messageId.lastIndexOf('@'));
      const copy: MailCopy = {
        messageId: `<${template}.${n}.again-${randomUUID().slice(0, 8)}.${purchaseId}${domain}`,
        purchaseId,
        template,
        n,
        // `contact_corrected` goes to the old address again.
        recipient: to ?? (template === 'contact_corrected' ? (mail.recipient ?? address) : address),
        subject,
        text,
        html,
        resendOf: mail.resend_of ?? mail.message_id,
        resentBy: by,
        ...(to === undefined || to.toLowerCase() === address.toLowerCase() ? {} : { withoutLink: true }),
      };
      await noteInLedger(transaction, purchaseId, {
        at: now.toISOString(),
        event: 'mail_resent',
        actor: 'support',
        visibility: 'internal',
        data: { by, template, n },
      });
      return { possible: true, copy, name: mail.name ?? '' };
    }),
  );
}

const no = (code: Exclude<Resend, { possible: true }>['code'], message: string): Resend => ({
  possible: false,
  code,
  message,
});

/**
 * Takes the attention for an undelivered mail off a closed purchase once the mail was sent again, unless another mail of its
 * template is still undelivered. An open purchase does that itself. Throws `LedgerUnavailable`.
 */
export async function noticeIsOut(
  ledger: Ledger,
  { purchaseId, template }: { purchaseId: PurchaseId; template: MailTemplate },
): Promise<void> {
  await inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const purchase = await transaction
        .selectFrom('purchases')
        .select('needs_attention')
        .where('purchase_id', '=', purchaseId)
        .where('closed_at', 'is not', null)
        .forUpdate()
        .executeTakeFirst();
      if (await anotherIsUndelivered(transaction, { purchaseId, template })) return;
      const left = purchase?.needs_attention.filter(
        (each) => each.step !== 'notice' || each.template !== template,
      );
      if (left === undefined || left.length === purchase?.needs_attention.length) return;
      await transaction
        .updateTable('purchases')
        .set({
          needs_attention: JSON.stringify(left),
          queued_at: left.map(({ since }) => since).toSorted()[0] ?? null,
        })
        .where('purchase_id', '=', purchaseId)
        .execute();
    }),
  );
}
