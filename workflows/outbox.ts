// Owner of the outbox: the customer's address, the posted mails, and what became of each. With `correctContact`.
import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  proxyActivities,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { mailTaskQueueOf } from '../src/contract/ids.ts';
import type { MailContent, MailFaultCodes, MailTemplate } from '../src/contract/mail.ts';
import type { Customer } from '../src/contract/purchase-order.ts';
import type { Instant } from '../src/contract/scalars.ts';
import { refusal } from '../src/policy/verdict.ts';
import { runInBackground } from './waiting.ts';
import { clearAttention, needAttention, note } from './journal.ts';
import type { Fixed, Life, Writable } from './life.ts';
import { thisRun } from './order.ts';
import type { RequestRule } from './rules.ts';
import { nowOf } from './runtime.ts';

export interface Outbox {
  /** As in the order, or as corrected since. */
  readonly customer: Fixed<Customer>;
  readonly mails: readonly PostedMail[];
  /** How many mails of a template there were. */
  readonly counts: Readonly<Partial<Record<MailTemplate, number>>>;
}

/** A mail on its way. Sent again after a corrected address it stays the same object with a new number. */
export interface PostedMail {
  readonly content: Fixed<MailContent>;
  /** Absent: the customer. A mail to somebody else is not sent again, and raises no attention if it is given up. */
  readonly to?: Fixed<Customer>;
  readonly n: number;
  readonly status: 'waiting' | 'sending' | 'accepted' | 'given_up';
  /** When the mail server accepted it. Deadlines that can cost the customer a right count from here. */
  readonly acceptedAt?: Instant;
}

export const newOutbox = (customer: Customer): Outbox => ({ customer, mails: [], counts: {} });

const own = ({ outbox }: Life): Writable<Outbox> => outbox as Writable<Outbox>;

// No mail is lost when the mail server is away for a night. After two days it is given up, and support sees that.
const { sendMail } = proxyActivities<PurchaseActivities>({
  startToCloseTimeout: '60 s',
  scheduleToCloseTimeout: '48 h',
  retry: { initialInterval: '5 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});

/** Puts a mail into the outbox. Nothing waits for it but the deadlines that count from an accepted notice. */
export function post(life: Life, content: MailContent, to?: Customer): PostedMail {
  const n = nextNumber(life, content);
  const mail: PostedMail = { content, n, status: 'waiting', ...(to === undefined ? {} : { to }) };
  own(life).mails.push(mail);
  return mail;
}

function nextNumber(life: Life, { template }: MailContent): number {
  const n = (life.outbox.counts[template] ?? 0) + 1;
  own(life).counts = { ...life.outbox.counts, [template]: n };
  return n;
}

/** Sends what is posted, for as long as the purchase lives. */
export async function deliverMails(life: Life): Promise<never> {
  const { mails } = own(life);
  for (;;) {
    await condition(() => mails.some((mail) => mail.status === 'waiting'));
    for (const mail of mails) if (mail.status === 'waiting') runInBackground(life, deliver(life, mail));
  }
}

async function deliver(life: Life, mail: Writable<PostedMail>): Promise<void> {
  const { template } = mail.content;
  const to = mail.to ?? life.outbox.customer;
  mail.status = 'sending';
  const handed = await handOver(life, mail, to);
  if (handed.accepted) {
    mail.status = 'accepted';
    mail.acceptedAt = nowOf(life);
    note(life, 'mail_accepted', { visibility: 'internal', data: { template, n: mail.n } });
    if (!undelivered(life, template)) clearAttention(life, 'notice', template);
    return;
  }
  mail.status = 'given_up';
  note(life, 'mail_given_up', { visibility: 'internal', data: { template, n: mail.n } });
  if (mail.to !== undefined) return;
  if (life.outbox.customer === to) {
    needAttention(life, 'notice', 'notice_undelivered', { template, detail: handed.detail });
  } else sendAgain(life, mail); // The address was corrected while this was on its way to the old one.
}

/** Whether a mail of this template was given up. Another one of the template may have been accepted since. */
const undelivered = (life: Life, template: MailTemplate): boolean =>
  life.outbox.mails.some(({ content, status }) => content.template === template && status === 'given_up');

/** `detail`: the mail server's codes, and never its words. */
type HandedOver = { accepted: true } | { accepted: false; detail: string };

async function handOver(life: Life, mail: PostedMail, to: Customer): Promise<HandedOver> {
  const { email, name, locale, timeZone } = to;
  try {
    const receipt = await sendMail.executeWithOptions(onMailQueue(mail.content.template), [
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

/** A task queue for mails alone (`worker/mail-worker.ts`). A replay does not compare queues: no patch is needed. */
const onMailQueue = (summary: string): { summary: string; taskQueue: string } => ({
  summary,
  taskQueue: mailTaskQueueOf(workflowInfo().taskQueue),
});

/** What the mail server answered, in codes: `550 5.1.1`, or `554 5.7.1 to RCPT TO`. Empty: nothing. */
const answerWords = ({ responseCode, enhancedCode, command }: Partial<MailFaultCodes>): string =>
  typeof responseCode === 'number'
    ? [responseCode, enhancedCode, command && `to ${command}`].filter(Boolean).join(' ')
    : '';

/** Why the last try of a mail failed, in codes. */
function failureWords(failure: ActivityFailure): string {
  const last = lastTry(failure.cause);
  if (last === undefined) return 'no answer';
  if (last.type !== 'MailUnavailable') return last.type ?? 'no answer';
  // Sound: the activity throws these details; earlier versions of it knew fewer.
  const codes = (last.details?.[0] ?? {}) as Partial<MailFaultCodes>;
  return answerWords(codes) || `no answer${codes.code ? ` (${codes.code})` : ''}`;
}

/** When the last try timed out, the failure is a time-out, and its cause is what the try before it threw. */
function lastTry(cause: Error | undefined): ApplicationFailure | undefined {
  if (cause instanceof ApplicationFailure) return cause;
  return cause instanceof TemporalFailure ? lastTry(cause.cause) : undefined;
}

function sendAgain(life: Life, mail: Writable<PostedMail>): void {
  mail.n = nextNumber(life, mail.content);
  mail.status = 'waiting';
}

/** Whether every mail was taken by the mail server or given up. */
export const mailsSettled = ({ outbox }: Life): boolean =>
  outbox.mails.every((mail) => mail.status === 'accepted' || mail.status === 'given_up');

/** Whether a corrected address sends the mail again. Not if it was to the address before the correction. */
const waitsForAddress = ({ status, to }: PostedMail): boolean => status === 'given_up' && to === undefined;

/** Mails that were given up are sent again, so that a wrong address costs the customer no right. */
export const correctContact: RequestRule<'correctContact'> = {
  pointless({ outbox }, _stage, { email, locale, timeZone }) {
    const { customer, mails } = outbox;
    const same =
      email === customer.email &&
      (locale === undefined || locale === customer.locale) &&
      (timeZone === undefined || timeZone === customer.timeZone);
    if (!same || mails.some(waitsForAddress)) return undefined;
    const message = 'This is the contact already, and no mail waits to be sent again: nothing would change.';
    return refusal('not_allowed', null, message);
  },
  take:
    (life, _stage, { by, email, locale, timeZone }) =>
    () => {
      const before = life.outbox.customer;
      own(life).customer = {
        ...before,
        email,
        ...(locale === undefined ? {} : { locale }),
        ...(timeZone === undefined ? {} : { timeZone }),
      };
      note(life, 'contact_corrected', { actor: 'support', visibility: 'internal', data: { by: by.id } });
      // The old address gets a mail, in case somebody else has asked for the change. Earlier code sent none.
      if (email !== before.email && life.runtime.patched('contact-corrected-mail')) {
        post(life, { template: 'contact_corrected' }, before);
      }
      for (const mail of own(life).mails) if (waitsForAddress(mail)) sendAgain(life, mail);
    },
};
