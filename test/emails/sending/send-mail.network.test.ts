import { describe, expect, test } from 'vitest';
import { renderMail } from '../../../src/emails/rendering/render.ts';
import { openMailer } from '../../../src/emails/sending/mailer.ts';
import { answer, mailServer } from './mail-server.ts';
import { failure, FROM, mail, mailer, NO_RECORD, MESSAGE_ID } from './mailer.ts';
import { CONTACTS } from '../../../dev/mails/samples.ts';

describe('a mail that is taken', () => {
  test('arrives with clean headers and both parts, word for word', async () => {
    await using server = await mailServer();
    const receipt = await mailer(server.url, { replyTo: 'support@instaotp.example' }).sendMail(mail);
    expect(receipt).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    expect(server.arrived).toHaveLength(1);
    const { envelope, parsed, raw } = server.arrived[0] ?? expect.fail();
    expect(envelope).toEqual({ from: 'returns@instaotp.example', to: ['kundin@example.org'] });
    expect(parsed.from).toMatchObject({ name: 'InstaOTP returns', address: 'returns@instaotp.example' });
    expect(parsed.to).toMatchObject([{ name: 'Anna Gruber', address: 'kundin@example.org' }]);
    expect(parsed.replyTo).toMatchObject([{ address: 'support@instaotp.example' }]);
    expect(parsed.messageId).toBe(MESSAGE_ID);
    const { subject, text, html } = renderMail(mail);
    expect(parsed.subject).toBe(subject);
    expect(parsed.text?.trimEnd()).toBe(text.trimEnd());
    expect(parsed.html?.trimEnd()).toBe(html.trimEnd());
    expect(parsed.attachments).toEqual([]);
    const headers = parsed.headers.map(({ key }) => key).toSorted();
    expect(headers).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'in-reply-to',
      'message-id',
      'mime-version',
      'references',
      'reply-to',
      'subject',
      'to',
    ]);
    expect(parsed.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(raw.match(/^Content-Type: text\/(plain|html); charset=utf-8/gim)).toEqual([
      'Content-Type: text/plain; charset=utf-8',
      'Content-Type: text/html; charset=utf-8',
    ]);
  });

  test('is in one thread with every other mail of its purchase, and with none of another', async () => {
    await using server = await mailServer();
    const { sendMail } = mailer(server.url);
    const reminder = { template: 'claim_window_closing', until: '2026-03-05T10:00:00.000Z' } as const;
    for (const each of [mail, { ...mail, content: reminder }, { ...mail, purchaseId: 'p-9' }])
      await sendMail(each);
    const threads = server.arrived.map(({ parsed }) => [parsed.references, parsed.inReplyTo]);
    const thread = '<purchase.p-1042@instaotp.example>';
    const other = '<purchase.p-9@instaotp.example>';
    expect(threads).toEqual([
      [thread, thread],
      [thread, thread],
      [other, other],
    ]);
    expect(server.arrived.map(({ parsed }) => parsed.messageId)).not.toContain(thread);
  });

  test('names nobody in To by a name that is none', async () => {
    await using server = await mailServer();
    const to = { ...mail.to, name: 'Claim 500 USD at https://prize.example/x now' };
    await mailer(server.url).sendMail({ ...mail, to });
    const [arrived] = server.arrived;
    expect(arrived?.parsed.to).toMatchObject([{ name: '', address: 'kundin@example.org' }]);
    expect(arrived?.raw).not.toMatch(/prize|500 USD/);
  });

  test('goes out without Reply-To where none is configured', async () => {
    await using server = await mailServer();
    await mailer(server.url).sendMail(mail);
    expect(server.arrived[0]?.parsed.replyTo).toBeUndefined();
  });

  test('has the same Message-ID, subject and words on a retry, and another one as the next of its template', async () => {
    await using server = await mailServer();
    const { sendMail } = mailer(server.url);
    for (const each of [mail, mail, { ...mail, n: 2 }]) await sendMail(each);
    expect(server.arrived.map(({ parsed }) => parsed.messageId)).toEqual([
      MESSAGE_ID,
      MESSAGE_ID,
      '<funds_returned.2.p-1042@instaotp.example>',
    ]);
    const [first, again] = server.arrived;
    expect(again?.parsed.text).toBe(first?.parsed.text);
    expect(again?.parsed.html).toBe(first?.parsed.html);
    expect(again?.parsed.subject).toBe(first?.parsed.subject);
  });

  test('shares few connections with the others of a burst', async () => {
    await using server = await mailServer();
    const { sendMail } = mailer(server.url);
    await Promise.all(Array.from({ length: 40 }, (_, index) => sendMail({ ...mail, n: index + 1 })));
    expect(new Set(server.arrived.map(({ parsed }) => parsed.messageId)).size).toBe(40);
    expect(server.arrived).toHaveLength(40);
    expect(server.connections()).toBeLessThanOrEqual(5);
  });

  test('is sent by the account of the URL', async () => {
    const users: (string | undefined)[] = [];
    await using server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        users.push(username);
        if (password === 'p@ss word') done(null, { user: username });
        else done(answer(535, 'no'));
      },
    });
    const url = server.url.replace('smtp://', 'smtp://return%40s:p%40ss%20word@');
    expect(await mailer(url).sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    expect(users).toEqual(['return@s']);
  });
});

describe('encryption', () => {
  const anyCertificate = '?tls.rejectUnauthorized=false';
  const taken = { status: 'accepted', messageId: MESSAGE_ID };

  test('smtps:// speaks TLS from the first byte', async () => {
    let secure: boolean | undefined;
    await using server = await mailServer({
      secure: true,
      onMailFrom: (_from, session, done) => ((secure = session.secure), done()),
    });
    const url = server.url.replace('smtp://', 'smtps://') + anyCertificate;
    expect(await mailer(url).sendMail(mail)).toEqual(taken);
    expect(secure).toBe(true);
  });

  test('smtp:// turns to TLS where the server offers it', async () => {
    let secure: boolean | undefined;
    await using server = await mailServer({
      disabledCommands: [],
      onMailFrom: (_from, session, done) => ((secure = session.secure), done()),
    });
    expect(await mailer(server.url + anyCertificate).sendMail(mail)).toEqual(taken);
    expect(secure).toBe(true);
  });

  test('a certificate that nobody vouches for stops the mail, which is not sent in the clear instead', async () => {
    await using server = await mailServer({ disabledCommands: [] });
    expect(await failure(mailer(server.url).sendMail(mail))).toMatchObject({
      type: 'MailUnavailable',
      nonRetryable: false,
      details: [{ responseCode: null }],
    });
    expect(server.arrived).toEqual([]);
  });
});

describe('hostile names and addresses', () => {
  const names = {
    'header injection': 'Eve\r\nBcc: victim@example.net',
    'more recipients': 'Eve <a@example.net>, b@example.net',
    quotes: '"; DROP \\"',
    'four thousand characters': 'x'.repeat(4000),
    'right to left': '\u202eשלום\u202c',
    emoji: '👩‍👩‍👧‍👦 Ünal',
  };
  test.each(Object.entries(names))(
    '%s in a name reaches one recipient and adds no header',
    async (_what, name) => {
      await using server = await mailServer();
      const to = { ...CONTACTS.vienna, name };
      expect(await mailer(server.url).sendMail({ ...mail, to, service: name })).toMatchObject({
        status: 'accepted',
      });
      const { envelope, parsed } = server.arrived[0] ?? expect.fail();
      expect(envelope.to).toEqual(['kundin@example.org']);
      expect(parsed.to?.map(({ address }) => address)).toEqual(['kundin@example.org']);
      expect(parsed.bcc ?? []).toEqual([]);
      expect(parsed.cc ?? []).toEqual([]);
      expect(parsed.headers).toHaveLength(10);
      expect(parsed.subject).toBe(renderMail({ ...mail, to, service: name }).subject);
    },
  );

  test.each(['a@example.org\r\nRCPT TO:<b@example.net>', 'a@example.org, b@example.net', '', 'no address'])(
    'the address %j reaches nobody else',
    async (email) => {
      await using server = await mailServer();
      const receipt = await mailer(server.url).sendMail({ ...mail, to: { email } });
      expect(receipt).toEqual({ status: 'rejected', responseCode: 553 });
      expect(server.arrived).toEqual([]);
    },
  );
});

const fault = (field: string): string =>
  `${field} is not one mail address: write it as returns@example.org or InstaOTP <returns@example.org>.`;

describe('configuration', () => {
  const smtpUrl = 'smtp://127.0.0.1:1';
  test.each(['', 'nobody', 'a@', '@b', 'a@b.example, c@d.example', 'a@b@c'])(
    'from %j is refused by name',
    (from) => expect(() => openMailer({ smtpUrl, from }, NO_RECORD)).toThrow(fault('MAIL_FROM')),
  );

  test('a replyTo that is no address is refused by name', () =>
    expect(() => openMailer({ smtpUrl, from: FROM, replyTo: 'nobody' }, NO_RECORD)).toThrow(
      fault('MAIL_REPLY_TO'),
    ));

  test('the domain of an international sender is written in ASCII in the Message-ID', async () => {
    await using server = await mailServer();
    await mailer(server.url, { from: 'returns@ölig.example' }).sendMail(mail);
    expect(server.arrived[0]?.parsed.messageId).toBe('<funds_returned.1.p-1042@xn--lig-rna.example>');
  });
});
