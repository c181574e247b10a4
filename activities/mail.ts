import { domainToASCII } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { createTransport } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { Mail } from '../src/contract/mail.ts';
import { oneLine } from '../src/emails/foreign-text.ts';
import { renderMail } from '../src/emails/render.ts';
import type { MailRecord, SmtpAnswer } from '../src/ledger/mails.ts';
import { retryableLedger } from './ledger.ts';
import { ADDRESS_NOT_POSSIBLE, judgeSmtpError, type SmtpError } from '../src/emails/smtp-refusal.ts';

/** Name look-up and connecting. */
export const SMTP_CONNECT_TIMEOUT_MS = 10_000;
/** From the connection to the server's greeting. Within the time for connecting. */
export const SMTP_GREETING_TIMEOUT_MS = 10_000;
/** Without a byte from the server. */
export const SMTP_SOCKET_TIMEOUT_MS = 20_000;
/**
 * One mail in all, its wait for a free connection included. The activity's start-to-close timeout must be longer:
 * otherwise a try that Temporal has given up can still send while its retry sends again.
 */
export const SMTP_TOTAL_TIMEOUT_MS = 40_000;

/** Connections at a time. A burst of mails shares them, and each log-in serves up to 100 mails. */
export const SMTP_CONNECTIONS = 5;

export interface MailConfig {
  /** `smtp://` (STARTTLS where the server offers it) or `smtps://`, with `user:password@` where it asks for a log-in. */
  smtpUrl: string;
  /** `returns@example.org` or `InstaOTP <returns@example.org>`. */
  from: string;
  replyTo?: string | undefined;
  /** Hears of a mail that ended and whose end the record did not take. The message names no person. */
  unrecorded?: (messageId: string, message: string) => void;
  /** For tests: shorter than the numbers above. */
  timeouts?: Partial<SmtpTimeouts>;
}

export interface SmtpTimeouts {
  connectMs: number;
  greetingMs: number;
  socketMs: number;
  totalMs: number;
}

export interface MailActivities {
  activities: Pick<PurchaseActivities, 'sendMail'>;
  /** Ends the connections; a mail that is just being handed over is finished first. Call it once the worker has stopped. */
  readonly close: () => void;
}

/**
 * Sends mails over SMTP. Connects with the first mail. Throws when `from` or `replyTo` is not one address.
 *
 * Each try is on `record` with its copy before it is made, and with the server's answer after. A worker that dies
 * between the two sends the same mail once more, under the same `Message-ID`.
 *
 * `sendMail` answers `rejected` for what the server refuses for good about the customer's address or the mail, and
 * fails with the retryable type `MailUnavailable` for everything else, a refusal of our own account included.
 * A retry has the same `Message-ID` and the same words; only its `Date` is new, taken from the host's clock.
 */
export function mailActivities(config: MailConfig, record: MailRecord): MailActivities {
  const from = oneAddress('MAIL_FROM', config.from);
  const replyTo = config.replyTo === undefined ? undefined : oneAddress('MAIL_REPLY_TO', config.replyTo);
  const domain = domainOf(from.address);
  const { connectMs, greetingMs, socketMs, totalMs } = { ...TIMEOUTS, ...config.timeouts };
  const transport = createTransport({
    url: config.smtpUrl,
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
    // Once is for a connection that died while idle. Anything more is left to Temporal, which shows it.
    maxRequeues: 1,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: socketMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    activities: {
      async sendMail(mail) {
        const messageId = `<${mail.content.template}.${mail.n}.${mail.purchaseId}@${domain}>`;
        const rendered = renderMail(mail);
        const { purchaseId, n, content } = mail;
        const copy = {
          messageId,
          purchaseId,
          template: content.template,
          n,
          recipient: mail.to.email,
          ...rendered,
        };
        const ended = await retryableLedger(() => record.tried(copy));
        if (ended !== undefined) return ended;
        // The mail is out, or its failure is known: a record that is missing must not have it sent once more. The
        // purchase's next snapshot makes up for it.
        const written = (status: 'accepted' | 'rejected' | 'sending', answer: SmtpAnswer): Promise<void> =>
          record.answered(messageId, status, answer).catch((error: unknown) => {
            config.unrecorded?.(messageId, String(error));
          });
        if (!ONE_PLAIN_ADDRESS.test(mail.to.email)) {
          await written('rejected', { responseCode: ADDRESS_NOT_POSSIBLE });
          return { status: 'rejected', responseCode: ADDRESS_NOT_POSSIBLE };
        }
        const message = {
          from,
          to: recipient(mail),
          ...(replyTo === undefined ? {} : { replyTo }),
          // Stated, so that no part of a name or address is ever read as a further recipient.
          envelope: { from: from.address, to: [mail.to.email] },
          messageId,
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...rendered,
          signal: AbortSignal.timeout(totalMs),
        };
        try {
          const { response } = await transport.sendMail(message);
          await written('accepted', { responseCode: Number.parseInt(response, 10) || undefined, response });
          return { status: 'accepted', messageId };
        } catch (error) {
          const answer = error as SmtpError;
          const fault = judgeSmtpError(answer);
          if (fault.kind === 'rejected') {
            await written('rejected', { responseCode: fault.responseCode, response: answer.response });
            return { status: 'rejected', responseCode: fault.responseCode };
          }
          await written('sending', answer);
          throw unavailable(fault.what, answer);
        }
      },
    },
    close: () => transport.close(),
  };
}

const TIMEOUTS: SmtpTimeouts = {
  connectMs: SMTP_CONNECT_TIMEOUT_MS,
  greetingMs: SMTP_GREETING_TIMEOUT_MS,
  socketMs: SMTP_SOCKET_TIMEOUT_MS,
  totalMs: SMTP_TOTAL_TIMEOUT_MS,
};

/** nodemailer mends what is odd, and a mended address can be somebody else's. */
const ONE_PLAIN_ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()\\,;"@]+$/;

const NAME_LENGTH = 60;

const recipient = ({ to }: Mail): { name: string; address: string } => ({
  name: oneLine(to.name ?? '', NAME_LENGTH),
  address: to.email,
});

/** Without the cause: the server's words can repeat an address, and failures are kept in the history. */
function unavailable(what: string, { code, command, responseCode }: SmtpError): ApplicationFailure {
  return ApplicationFailure.create({
    message: `The mail server ${what}.`,
    type: 'MailUnavailable',
    nonRetryable: false,
    details: [{ responseCode: responseCode ?? null, code: code ?? null, command: command ?? null }],
  });
}

function oneAddress(field: string, value: string): { name: string; address: string } {
  const [mailbox, ...more] = addressparser(value, { flatten: true });
  const parts = mailbox?.address.split('@') ?? [];
  if (mailbox === undefined || more.length > 0 || parts.length !== 2 || parts.includes('')) {
    throw new Error(
      `${field} is not one mail address: write it as returns@example.org or InstaOTP <returns@example.org>.`,
    );
  }
  return { name: mailbox.name, address: mailbox.address };
}

function domainOf(address: string): string {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1));
  if (domain === '')
    throw new Error('MAIL_FROM has no valid domain after the @: name one that can receive mail.');
  return domain;
}
