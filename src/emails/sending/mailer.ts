import { createTransport } from 'nodemailer';
import type { Mail, MailFaultCodes, MailReceipt } from '../../contract/mail.ts';
import type { Instant, PurchaseId } from '../../contract/scalars.ts';
import type { MailTexts } from '../texts/mail-texts.ts';
import { personName } from '../rendering/foreign-text.ts';
import { renderMail } from '../rendering/render.ts';
import type { PageAddress } from '../rendering/write-out.ts';
import { signing, type MailSignature } from './dkim.ts';
import { domainOf, isOnePlainAddress, oneAddress } from './address.ts';
import type { MailCopy, MailRecord, SmtpAnswer } from './mail-record.ts';
import { ADDRESS_NOT_POSSIBLE, enhancedCodeOf, judgeSmtpError, type SmtpError } from './smtp-refusal.ts';
import { present } from '../../contract/present.ts';

/** For looking up the name and connecting. */
export const SMTP_CONNECT_TIMEOUT_MS = 10_000;
/** From the connection to the server's greeting. */
export const SMTP_GREETING_TIMEOUT_MS = 10_000;
/** How long the server may send nothing. */
export const SMTP_SOCKET_TIMEOUT_MS = 20_000;
/**
 * For one mail in all, its wait for a free connection included. The activity's start-to-close timeout must be longer.
 * Otherwise a try that Temporal has given up could still send the mail while its retry sends it too.
 */
export const SMTP_TOTAL_TIMEOUT_MS = 40_000;

/** Connections at a time. Mails share them, and each log-in serves up to 100 mails. */
export const SMTP_CONNECTIONS = 5;

export interface MailConfig {
  /** `smtp://` (STARTTLS where the server offers it) or `smtps://`, with `user:password@` where it asks for a log-in. */
  smtpUrl: string;
  /** `returns@example.org` or `InstaOTP <returns@example.org>`. */
  from: string;
  replyTo?: string | undefined;
  /** Absent: mails go out without a signature of ours. */
  dkim?: MailSignature | undefined;
  /** Called when the end of a try could not be recorded. The message names no person. */
  unrecorded?: (messageId: string, message: string) => void;
  /** How mails speak. Absent: in our words. */
  texts?: MailTexts | undefined;
  /** Absent: mails lead to no page. */
  links?: MailLinks | undefined;
  /** For tests: shorter than the numbers above. */
  timeouts?: Partial<SmtpTimeouts>;
}

/** How mails lead to the customer's pages. */
export interface MailLinks {
  /** The address of a page, which opens nothing by itself. The copy on record has it. */
  pageOf: PageAddress;
  /** Text and HTML as they go out: with a link that opens the page in the place of that address. */
  withLink(copy: MailCopy): Promise<Pick<MailCopy, 'text' | 'html'>>;
}

export interface SmtpTimeouts {
  connectMs: number;
  greetingMs: number;
  socketMs: number;
  totalMs: number;
}

/** The mail was not accepted, and not because of the recipient's address. The same mail can get through later. */
export class MailUnavailable extends Error {
  override name = 'MailUnavailable';
  /** Codes only: the server's words can repeat an address. */
  readonly details: MailFaultCodes;

  constructor(what: string, { code, command, response, responseCode }: SmtpError) {
    super(`The mail server ${what}.`);
    this.details = {
      responseCode: responseCode ?? null,
      enhancedCode: enhancedCodeOf(response) ?? null,
      code: code ?? null,
      command: command ?? null,
    };
  }
}

export interface Mailer {
  /**
   * Writes a mail of a purchase and hands it over, under a `Message-ID` made of its template, number and purchase. When it
   * is sent again it has the same `Message-ID` and the same words; only its `Date` is new, taken from the host's clock.
   * `postedAt`: when the workflow gave it out, if one did. Returns and throws as `handOver` does.
   */
  readonly send: (mail: Mail, postedAt?: Instant) => Promise<MailReceipt>;
  /**
   * Hands one mail over, as it is, to `copy.recipient`. With `links`, the address of its page becomes the customer's
   * link, for this recipient alone. Returns `rejected` if the server says that this address takes no mail. Throws `MailUnavailable`, or what the record throws if it cannot save the try.
   */
  handOver(copy: MailCopy, name?: string): Promise<MailReceipt>;
  /** Whether the mail server takes mails now, as far as can be seen without one. */
  readonly answers: () => Promise<boolean>;
  /** Ends the connections; a mail that is just being handed over is finished first. */
  readonly close: () => void;
}

/**
 * Sends mails over SMTP. Connects with the first mail. Throws when `from` or `replyTo` is not one address.
 *
 * Each try is saved in `record`, with the mail before it is made and with the server's answer after. If the process dies
 * in between, the same mail is sent once more, under the same `Message-ID`.
 */
export function openMailer(config: MailConfig, record: MailRecord): Mailer {
  const mailbox = oneAddress('MAIL_FROM', config.from);
  const from = { name: config.texts?.sender ?? mailbox.name, address: mailbox.address };
  const replyTo = config.replyTo === undefined ? undefined : oneAddress('MAIL_REPLY_TO', config.replyTo);
  const { connectMs, greetingMs, socketMs, totalMs } = { ...TIMEOUTS, ...config.timeouts };
  const transport = createTransport({
    url: config.smtpUrl,
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
    // One retry is for a connection that died while idle. Further retries are the caller's, who shows them.
    maxRequeues: 1,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: socketMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...signing(config.dkim),
  });

  const domain = domainOf(from.address);
  // No mail has this id. Mail programs put all mails that answer it into one thread, in whatever order they come.
  const threadOf = (purchaseId: PurchaseId): string => `<purchase.${purchaseId}@${domain}>`;

  const handOver: Mailer['handOver'] = async (copy, name = '') => {
    const { messageId, recipient, subject } = copy;
    const ended = await record.tried(copy);
    if (ended !== undefined) return ended;
    // The outcome is known now. If it cannot be recorded, the mail must not be sent again because of that.
    const written = (status: 'accepted' | 'rejected' | 'sending', answer: SmtpAnswer): Promise<void> =>
      record.answered(messageId, status, answer).catch((error: unknown) => {
        config.unrecorded?.(messageId, String(error));
      });
    if (!isOnePlainAddress(recipient)) {
      await written('rejected', { responseCode: ADDRESS_NOT_POSSIBLE });
      return { status: 'rejected', responseCode: ADDRESS_NOT_POSSIBLE };
    }
    const { text, html } = copy.withoutLink ? copy : ((await config.links?.withLink(copy)) ?? copy);
    const message = {
      from,
      to: { name: personName(name) ?? '', address: recipient },
      ...present({ replyTo }),
      // Stated, so that no part of a name or address is ever read as a further recipient.
      envelope: { from: from.address, to: [recipient] },
      messageId,
      references: threadOf(copy.purchaseId),
      inReplyTo: threadOf(copy.purchaseId),
      headers: { 'Auto-Submitted': 'auto-generated' },
      subject,
      text,
      html,
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
        const { responseCode, enhancedCode } = fault;
        await written('rejected', { responseCode, response: answer.response });
        return {
          status: 'rejected',
          responseCode,
          ...present({ enhancedCode }),
        };
      }
      await written('sending', answer);
      throw new MailUnavailable(fault.what, answer);
    }
  };

  return {
    async send(mail, postedAt) {
      const { purchaseId, n, to, content, runId } = mail;
      const { template } = content;
      const copy = {
        messageId: `<${template}.${n}.${purchaseId}@${domain}>`,
        purchaseId,
        template,
        n,
        recipient: to.email,
        ...renderMail(mail, config.links?.pageOf, config.texts),
        ...present({ runId, postedAt }),
      };
      return handOver({ ...copy, messageId: await record.messageIdOf(copy) }, to.name);
    },
    handOver,
    answers: () =>
      transport.verify().then(
        () => true,
        () => false,
      ),
    close: () => transport.close(),
  };
}

const TIMEOUTS: SmtpTimeouts = {
  connectMs: SMTP_CONNECT_TIMEOUT_MS,
  greetingMs: SMTP_GREETING_TIMEOUT_MS,
  socketMs: SMTP_SOCKET_TIMEOUT_MS,
  totalMs: SMTP_TOTAL_TIMEOUT_MS,
};
