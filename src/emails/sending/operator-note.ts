import { createTransport } from 'nodemailer';
import { signing } from './dkim.ts';
import { domainOf, oneAddress } from './address.ts';
import {
  SMTP_CONNECT_TIMEOUT_MS,
  SMTP_GREETING_TIMEOUT_MS,
  SMTP_SOCKET_TIMEOUT_MS,
  SMTP_TOTAL_TIMEOUT_MS,
  type MailConfig,
} from './mailer.ts';

export interface OperatorNote {
  id: string;
  subject: string;
  text: string;
  /** Who gets an answer to it. */
  answerTo?: string | undefined;
}

/**
 * Sends a note to whoever keeps the deployment: to `replyTo`, or else to `from`. There is no record of it. With the same
 * `id`, letters, digits, `_` and dots, it has the same `Message-ID`. `false`: the mail server has not taken it.
 */
export async function sendOperatorNote(
  { smtpUrl, from, replyTo, dkim }: Pick<MailConfig, 'smtpUrl' | 'from' | 'replyTo' | 'dkim'>,
  { id, subject, text, answerTo }: OperatorNote,
): Promise<boolean> {
  const sender = oneAddress('MAIL_FROM', from);
  const to = replyTo === undefined ? sender : oneAddress('MAIL_REPLY_TO', replyTo);
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: SMTP_CONNECT_TIMEOUT_MS,
    greetingTimeout: SMTP_GREETING_TIMEOUT_MS,
    socketTimeout: SMTP_SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...signing(dkim),
  });
  try {
    const signal = AbortSignal.timeout(SMTP_TOTAL_TIMEOUT_MS);
    await transport.sendMail({
      from: sender,
      to,
      messageId: `<note.${id}@${domainOf(sender.address)}>`,
      subject,
      text,
      ...(answerTo === undefined ? {} : { replyTo: { name: '', address: answerTo } }),
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    });
    return true;
  } catch {
    return false;
  } finally {
    transport.close();
  }
}
