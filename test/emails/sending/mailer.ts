import { ApplicationFailure } from '@temporalio/common';
import { afterEach, expect } from 'vitest';
import { mailActivities } from '../../../activities/mail.ts';
import type { PurchaseActivities } from '../../../src/contract/activities.ts';
import { openMailer, type MailConfig } from '../../../src/emails/sending/mailer.ts';
import type { Mail, MailFaultCodes } from '../../../src/contract/mail.ts';
import type { MailRecord } from '../../../src/emails/sending/mail-record.ts';
import { sampleMail } from '../../../dev/mails/samples.ts';

export const FROM = 'InstaOTP returns <returns@instaotp.example>';
export const mail: Mail = sampleMail({
  template: 'funds_returned',
  clause: 'R2',
  amount: { amount: 149, currency: 'EUR' },
  refundId: 'rf_88',
});
const POSTED_AT = Date.parse('2026-03-02T10:00:00Z');
export const MESSAGE_ID = '<funds_returned.1.p-1042@instaotp.example>';

/** What is kept of mails has its own tests. */
export const NO_RECORD: MailRecord = {
  messageIdOf: ({ messageId }) => Promise.resolve(messageId),
  tried: () => Promise.resolve(undefined),
  answered: () => Promise.resolve(),
};

type MailActivities = Pick<PurchaseActivities, 'sendMail'>;

/** The activity as a worker has it, over connections of its own. */
export function openActivities(
  config: MailConfig,
  record: MailRecord,
): { activities: MailActivities; close: () => void } {
  const { close, ...sending } = openMailer(config, record);
  return { activities: mailActivities(sending, () => POSTED_AT), close };
}

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

export function mailer(smtpUrl: string, more: Partial<MailConfig> = {}): MailActivities {
  const each = openActivities({ smtpUrl, from: FROM, ...more }, NO_RECORD);
  opened.push(each);
  return each.activities;
}

/** How sending failed, as the workflow's history keeps it. */
export async function failure(sending: Promise<unknown>): Promise<{
  type: string | null | undefined;
  nonRetryable: boolean | null | undefined;
  message: string;
  details: unknown[] | null | undefined;
}> {
  const error = await sending.then(
    (receipt) => expect.fail(`was answered ${JSON.stringify(receipt)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApplicationFailure)) throw error;
  expect(error.cause).toBeUndefined();
  expect(JSON.stringify([error.message, error.details, error.stack])).not.toMatch(
    /@example|@instaotp|secret/,
  );
  return {
    type: error.type,
    nonRetryable: error.nonRetryable,
    message: error.message,
    details: error.details,
  };
}

export const unavailable = (
  message: string,
  details: Partial<MailFaultCodes>,
): Awaited<ReturnType<typeof failure>> => ({
  type: 'MailUnavailable',
  nonRetryable: false,
  message,
  details: [{ responseCode: null, enhancedCode: null, code: null, command: null, ...details }],
});
