import { expect, test } from 'vitest';
import { mailTextsOf } from '../../../src/emails/texts/mail-texts.ts';
import type { MailCopy } from '../../../src/emails/sending/mail-record.ts';
import { openMailer } from '../../../src/emails/sending/mailer.ts';
import { mailServer } from './mail-server.ts';
import { FROM, mail, mailer, NO_RECORD } from './mailer.ts';

test('a shop’s mails arrive under its own name and words, from the address of MAIL_FROM', async () => {
  await using server = await mailServer();
  const texts = mailTextsOf({
    name: 'Numbers & Co',
    sender: 'Numbers & Co, returns',
    subjectPrefix: '[Numbers]',
    texts: { en: { 'funds_returned.what_happened': 'Done: you have {amount} back.' } },
  });
  await mailer(server.url, { texts }).sendMail(mail);
  const { envelope, parsed } = server.arrived[0] ?? expect.fail();
  expect(envelope.from).toBe('returns@instaotp.example');
  expect(parsed.from).toMatchObject({ name: 'Numbers & Co, returns', address: 'returns@instaotp.example' });
  expect(parsed.subject).toBe('[Numbers] Refund confirmed (Telegram …4821)');
  expect(parsed.text).toContain('Done: you have');
  expect(parsed.html).toContain('Done: you have');
});

test('without a sender of its own the name in MAIL_FROM stays', async () => {
  await using server = await mailServer();
  await mailer(server.url, { texts: mailTextsOf({ name: 'Numbers & Co' }) }).sendMail(mail);
  expect(server.arrived[0]?.parsed.from).toMatchObject({ name: 'InstaOTP returns' });
});

test('the record of a mail has the German words that were sent', async () => {
  await using server = await mailServer();
  const tried: MailCopy[] = [];
  const record = {
    ...NO_RECORD,
    tried: (copy: MailCopy) => {
      tried.push(copy);
      return Promise.resolve(undefined);
    },
  };
  const { send, close } = openMailer({ smtpUrl: server.url, from: FROM }, record);
  await send({ ...mail, to: { ...mail.to, locale: 'de-AT' } });
  close();
  const { parsed } = server.arrived[0] ?? expect.fail();
  expect(parsed.subject).toBe('Ihre Erstattung ist bestätigt (Telegram …4821)');
  expect(tried.map(({ subject }) => subject)).toEqual([parsed.subject]);
  expect(tried[0]?.text.trimEnd()).toBe(parsed.text?.trimEnd());
  expect(tried[0]?.html.trimEnd()).toBe(parsed.html?.trimEnd());
});
