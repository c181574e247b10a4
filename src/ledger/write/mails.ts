import { sql } from 'kysely';
import type { MailReceipt } from '../../contract/mail.ts';
import type { MailCopy, MailRecord, SmtpAnswer } from '../../emails/sending/mail-record.ts';
import { foreignLine } from '../../contract/validation/text.ts';
import { enhancedCodeOf } from '../../emails/sending/smtp-refusal.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { wasErased } from '../read/was-erased.ts';
import { present } from '../../contract/present.ts';

/** How many characters of a mail server's words are kept. */
const LONGEST_RESPONSE = 1_000;

export const mailRecord = (ledger: Ledger): MailRecord => ({
  messageIdOf: (mail) => messageIdOf(ledger, mail),
  tried: (mail) => mailTried(ledger, mail, new Date()),
  answered: (messageId, status, answer) => mailAnswered(ledger, messageId, status, answer, new Date()),
});

function messageIdOf(ledger: Ledger, mail: MailCopy): Promise<string> {
  const { messageId, purchaseId, template, n, runId } = mail;
  if (runId === undefined) return Promise.resolve(messageId);
  return inLedger(async () => {
    const known = await ledger
      .selectFrom('mails')
      .select(['message_id', 'run_id', 'status', 'recipient', 'subject', 'text_body', 'html_body'])
      .where('purchase_id', '=', purchaseId)
      .where('template', '=', template)
      .where('n', '=', n)
      .where('resend_of', 'is', null)
      .execute();
    if (known.length === 0) return messageId;
    const itself =
      known.find((each) => each.run_id === runId) ??
      known.find(
        (each) =>
          each.recipient === mail.recipient &&
          each.subject === mail.subject &&
          each.text_body === mail.text &&
          each.html_body === mail.html,
      ) ??
      // A mail without a run was posted by an earlier version, and its words may have changed with a deployment.
      known.find((each) => each.run_id === null && each.status === 'sending');
    // The content of an erased mail cannot be compared, so it counts as the same mail and is not sent again.
    if (itself === undefined && (await wasErased(ledger, purchaseId))) return messageId;
    return itself?.message_id ?? messageId.replace(`.${n}.`, `.${n}.${runId.slice(-12)}.`);
  });
}

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
        resend_of: mail.resendOf ?? null,
        resent_by: mail.resentBy ?? null,
        run_id: mail.runId ?? null,
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
      .select(['status', 'response_code', 'response'])
      .where('message_id', '=', mail.messageId)
      .executeTakeFirstOrThrow();
    if (known.status === 'accepted') return { status: 'accepted', messageId: mail.messageId };
    const enhancedCode = enhancedCodeOf(known.response ?? undefined);
    return {
      status: 'rejected',
      responseCode: known.response_code ?? 0,
      ...present({ enhancedCode }),
    };
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
        response: response === undefined ? null : foreignLine(response, LONGEST_RESPONSE),
        ...(status === 'accepted' ? { accepted_at: now } : {}),
      })
      .where('message_id', '=', messageId)
      .where('status', '<>', 'accepted')
      .execute(),
  );
}
