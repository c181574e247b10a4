import { ActivityFailure, condition } from '@temporalio/workflow';
import type { MailContent, MailTemplate } from '../src/contract/mail.ts';
import type { Instant } from '../src/contract/scalars.ts';
import type { Customer } from '../src/contract/purchase-order.ts';
import { beside } from './beside.ts';
import { fromMailQueue, sendMail } from './calls.ts';
import { clearAttention, needAttention, note, type Life } from './life.ts';
import { answerWords, failureWords } from './undelivered.ts';
import { thisRun } from './run.ts';

/** A mail on its way. Sent again after a corrected address it stays the same object with a new number. */
export interface PostedMail {
  readonly content: MailContent;
  /** Goes there and nowhere else, and nobody has to see to it if it does not get out. Absent: to the customer. */
  readonly to?: Customer;
  n: number;
  status: 'waiting' | 'sending' | 'accepted' | 'given_up';
  /** When the mail server took it: deadlines that cost a right run from here. */
  acceptedAt?: Instant;
}

/** Puts a mail into the outbox. No clock and no money ever waits for it. */
export function post(life: Life, content: MailContent, to?: Customer): PostedMail {
  const n = nextNumber(life, content);
  const mail: PostedMail = { content, n, status: 'waiting', ...(to === undefined ? {} : { to }) };
  life.mails.push(mail);
  return mail;
}

function nextNumber(life: Life, { template }: MailContent): number {
  const n = (life.mailCounts[template] ?? 0) + 1;
  life.mailCounts[template] = n;
  return n;
}

/** Sends what is posted, for as long as the purchase lives. */
export async function deliverMails(life: Life): Promise<never> {
  for (;;) {
    await condition(() => life.mails.some((mail) => mail.status === 'waiting'));
    for (const mail of life.mails) if (mail.status === 'waiting') beside(life, deliver(life, mail));
  }
}

async function deliver(life: Life, mail: PostedMail): Promise<void> {
  const { template } = mail.content;
  const to = mail.to ?? life.customer;
  mail.status = 'sending';
  const handed = await handOver(life, mail, to);
  if (handed.accepted) {
    mail.status = 'accepted';
    mail.acceptedAt = Date.now();
    note(life, 'mail_accepted', { visibility: 'internal', data: { template, n: mail.n } });
    if (!undelivered(life, template)) clearAttention(life, 'notice', template);
    return;
  }
  mail.status = 'given_up';
  note(life, 'mail_given_up', { visibility: 'internal', data: { template, n: mail.n } });
  if (mail.to !== undefined) return;
  if (life.customer === to) {
    needAttention(life, 'notice', 'notice_undelivered', { template, detail: handed.detail });
  } else sendAgain(life, mail); // The address was corrected while this was on its way to the old one.
}

/** One of a template that got out says nothing of another that did not. */
const undelivered = (life: Life, template: MailTemplate): boolean =>
  life.mails.some(({ content, status }) => content.template === template && status === 'given_up');

/** `detail`: the mail server's codes, and never its words. */
type HandedOver = { accepted: true } | { accepted: false; detail: string };

async function handOver(life: Life, mail: PostedMail, to: Customer): Promise<HandedOver> {
  const { email, name, locale, timeZone } = to;
  try {
    const receipt = await sendMail.executeWithOptions(fromMailQueue(mail.content.template), [
      {
        purchaseId: life.order.purchaseId,
        n: mail.n,
        to: {
          email,
          ...(name === undefined ? {} : { name }),
          ...(locale === undefined ? {} : { locale }),
          ...(timeZone === undefined ? {} : { timeZone }),
        },
        service: life.order.activation.service,
        numberEnding: life.order.activation.phoneNumber.slice(-4),
        policyVersion: life.terms.version.id,
        runId: thisRun().runId,
        content: mail.content,
      },
    ]);
    if (receipt.status === 'accepted') return { accepted: true };
    return { accepted: false, detail: answerWords(receipt) };
  } catch (error) {
    if (error instanceof ActivityFailure) return { accepted: false, detail: failureWords(error) };
    throw error;
  }
}

/** After the address was corrected: what did not get out goes out again. */
export function sendUndeliveredAgain(life: Life): void {
  for (const mail of life.mails) {
    if (mail.status === 'given_up' && mail.to === undefined) sendAgain(life, mail);
  }
}

function sendAgain(life: Life, mail: PostedMail): void {
  mail.n = nextNumber(life, mail.content);
  mail.status = 'waiting';
}

/** Whether every mail was taken by the mail server or given up. */
export const mailsSettled = (life: Life): boolean =>
  life.mails.every((mail) => mail.status === 'accepted' || mail.status === 'given_up');
