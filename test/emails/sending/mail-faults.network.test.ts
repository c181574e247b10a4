import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { answer, mailServer, polite, scriptedServer } from './mail-server.ts';
import { failure, FROM, mail, mailer, openActivities, NO_RECORD, MESSAGE_ID, unavailable } from './mailer.ts';

describe('a mail to an address that takes none is rejected, with the codes', () => {
  test.each([550, 551, 553])('%d to the recipient', async (code) => {
    await using server = await mailServer({
      onRcptTo: (_to, _session, done) => done(answer(code, 'no such user')),
    });
    expect(await mailer(server.url).sendMail(mail)).toEqual({ status: 'rejected', responseCode: code });
    expect(server.arrived).toEqual([]);
  });

  test('550 5.1.10 to the mail itself', async () => {
    await using server = await mailServer({
      onData(stream, _session, done) {
        stream.resume().on('end', () => done(answer(550, '5.1.10 recipient not found')));
      },
    });
    expect(await mailer(server.url).sendMail(mail)).toEqual({
      status: 'rejected',
      responseCode: 550,
      enhancedCode: '5.1.10',
    });
  });

  test('the next mail goes out all the same', async () => {
    await using server = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(answer(550, 'no such user')) : done(),
    });
    const { sendMail } = mailer(server.url);
    expect(await sendMail({ ...mail, to: { email: 'gone@example.org' } })).toMatchObject({
      status: 'rejected',
    });
    expect(await sendMail(mail)).toMatchObject({ status: 'accepted' });
    expect(server.arrived.map(({ envelope }) => envelope.to)).toEqual([['kundin@example.org']]);
  });
});

describe('what is not the fault of the customer is tried again', () => {
  test.each([421, 450, 451, 452])('%d to the recipient', async (code) => {
    await using server = await mailServer({
      onRcptTo: ({ address }, _session, done) => done(answer(code, `<${address}> later`)),
    });
    const { type, nonRetryable, details } = await failure(mailer(server.url).sendMail(mail));
    expect({ type, nonRetryable }).toEqual({ type: 'MailUnavailable', nonRetryable: false });
    expect(details).toMatchObject([{ responseCode: code }]);
  });

  test('450 once, then taken: the retry goes through with the same Message-ID', async () => {
    let tries = 0;
    await using server = await mailServer({
      onRcptTo: (_to, _session, done) => ((tries += 1) === 1 ? done(answer(450, 'busy')) : done()),
    });
    const { sendMail } = mailer(server.url);
    expect(await failure(sendMail(mail))).toEqual(
      unavailable('The mail server answered 450 to RCPT TO.', {
        responseCode: 450,
        code: 'EENVELOPE',
        command: 'RCPT TO',
      }),
    );
    expect(await sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    expect(server.arrived).toHaveLength(1);
  });

  test('550 to our own sender', async () => {
    await using server = await mailServer({
      onMailFrom: ({ address }, _session, done) => done(answer(550, `<${address}> not allowed`)),
    });
    expect(await failure(mailer(server.url).sendMail(mail))).toEqual(
      unavailable('The mail server answered 550 to MAIL FROM.', {
        responseCode: 550,
        code: 'EENVELOPE',
        command: 'MAIL FROM',
      }),
    );
  });

  test('535 to our own log-in', async () => {
    await using server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(answer(535, 'wrong secret')),
    });
    const url = server.url.replace('smtp://', 'smtp://returns:secret@');
    expect(await failure(mailer(url).sendMail(mail))).toEqual(
      unavailable('The mail server answered 535 to AUTH PLAIN.', {
        responseCode: 535,
        code: 'EAUTH',
        command: 'AUTH PLAIN',
      }),
    );
  });

  test.each([
    '530 5.7.0 Authentication required',
    '550 5.7.1 Relaying denied',
    '554 5.7.1 <kundin@example.org>: Relay access denied',
    '550 5.1.8 Bad address of the sending system',
    '553 5.7.1 <returns@instaotp.example>: Sender address rejected: not owned by user',
    '503 5.5.1 out of step',
  ])('%s, although it is said to the recipient', async (reply) => {
    await using server = await scriptedServer((line, socket) =>
      line.startsWith('RCPT') ? socket.write(`${reply}\r\n`) : polite(line, socket),
    );
    const [code, enhancedCode] = reply.split(' ');
    expect(await failure(mailer(server.url).sendMail(mail))).toEqual(
      unavailable(`The mail server answered ${code} ${enhancedCode} to RCPT TO.`, {
        responseCode: Number(code),
        enhancedCode: enhancedCode ?? null,
        code: 'EENVELOPE',
        command: 'RCPT TO',
      }),
    );
  });

  test.each([
    '554 Sending paused for this account',
    '550 5.4.5 Daily sending quota exceeded',
    '554 looks like spam',
  ])('%s, said to the mail itself', async (reply) => {
    await using server = await scriptedServer((line, socket) =>
      line === '.' ? socket.write(`${reply}\r\n`) : polite(line, socket),
    );
    const failed = await failure(mailer(server.url).sendMail(mail));
    expect(failed).toMatchObject({ type: 'MailUnavailable', nonRetryable: false });
    expect(failed.details).toMatchObject([{ responseCode: Number(reply.slice(0, 3)), command: 'DATA' }]);
  });

  test('550 5.7.26 to the mail itself: our domain is not set up to be trusted', async () => {
    await using server = await scriptedServer((line, socket) =>
      line === '.' ? socket.write('550 5.7.26 not authenticated\r\n') : polite(line, socket),
    );
    expect(await failure(mailer(server.url).sendMail(mail))).toMatchObject({ type: 'MailUnavailable' });
  });

  test('a connection dropped after the mail was sent: one try sends it once, and says that it is not known to be taken', async () => {
    await using server = await scriptedServer((line, socket) =>
      line === '.' ? socket.destroy() : polite(line, socket),
    );
    expect(await failure(mailer(server.url).sendMail(mail))).toMatchObject({
      type: 'MailUnavailable',
      nonRetryable: false,
      details: [{ responseCode: null }],
    });
    expect(server.lines.filter((line) => line === 'DATA')).toHaveLength(1);
  });

  test('no greeting in its time', async () => {
    await using server = await scriptedServer(polite, '');
    const timeouts = { greetingMs: 60 };
    expect(await failure(mailer(server.url, { timeouts }).sendMail(mail))).toEqual(
      unavailable('The mail server gave no answer (GREETING_TIMEOUT).', {
        responseCode: null,
        code: 'ETIMEDOUT',
        command: 'CONN',
      }),
    );
  });

  test('silence in the middle', async () => {
    await using server = await scriptedServer((line, socket) =>
      line.startsWith('MAIL') ? undefined : polite(line, socket),
    );
    const timeouts = { socketMs: 60 };
    expect(await failure(mailer(server.url, { timeouts }).sendMail(mail))).toEqual(
      unavailable('The mail server gave no answer (SOCKET_TIMEOUT).', {
        responseCode: null,
        code: 'ETIMEDOUT',
        command: 'CONN',
      }),
    );
  });

  test('a server that never falls silent and never ends is left after the time for one mail', async () => {
    await using server = await scriptedServer((line, socket) => {
      if (!line.startsWith('MAIL')) return polite(line, socket);
      const drip = setInterval(() => socket.write('250-still here\r\n'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    const timeouts = { totalMs: 120 };
    expect(await failure(mailer(server.url, { timeouts }).sendMail(mail))).toEqual(
      unavailable('The mail server took longer than the time for one mail.', {
        responseCode: null,
        code: 'EABORT',
        command: null,
      }),
    );
    expect(server.lines).not.toContain('DATA');
  });

  test('nobody there, then somebody: the retry goes through', async () => {
    const gone = await mailServer();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    expect(await failure(mailer(url).sendMail(mail))).toEqual(
      unavailable('The mail server gave no answer (ESOCKET).', {
        responseCode: null,
        code: 'ESOCKET',
        command: 'CONN',
      }),
    );
  });

  test('a connection that the server closed while it was idle costs no try', async () => {
    await using server = await scriptedServer((line, socket) => {
      polite(line, socket);
      if (line === '.') socket.end();
    });
    const { sendMail } = mailer(server.url);
    for (const n of [1, 2, 3]) expect(await sendMail({ ...mail, n })).toMatchObject({ status: 'accepted' });
  });

  test('closing lets a mail that is being handed over get out, and sends none after it', async () => {
    let waiting: Socket | undefined;
    await using server = await scriptedServer((line, socket) => {
      if (line === '.') waiting = socket;
      else polite(line, socket);
    });
    const each = openActivities({ smtpUrl: server.url, from: FROM }, NO_RECORD);
    const sending = each.activities.sendMail(mail);
    await expect.poll(() => server.lines.at(-1), { interval: 5 }).toBe('.');
    each.close();
    const late = failure(each.activities.sendMail({ ...mail, n: 2 }));
    waiting?.write('250 taken\r\n');
    expect(await sending).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    expect(await late).toMatchObject({ type: 'MailUnavailable', nonRetryable: false });
    expect(server.lines.filter((line) => line === 'DATA')).toHaveLength(1);
  });
});
