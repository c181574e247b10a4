import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readDkimKey } from '../../../src/config/dkim.ts';
import { dkimRecord, type MailSignature } from '../../../src/emails/sending/dkim.ts';
import { sendOperatorNote } from '../../../src/emails/sending/operator-note.ts';
import { sampleMail, SAMPLES } from '../../../dev/mails/samples.ts';
import { answer, mailServer, type MailServer } from './mail-server.ts';
import { failure, FROM, mail, mailer, MESSAGE_ID } from './mailer.ts';
import { signedFields, verifyDkim, type DkimVerdict, type Dns } from './verify-dkim.ts';

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const dkim: MailSignature = { domain: 'instaotp.example', selector: 'returns1', key: newKey() };

const publishing =
  (signature: MailSignature): Dns =>
  (name) => {
    const record = dkimRecord(signature);
    return name === record.name ? record.value : undefined;
  };
const dns = publishing(dkim);

const verdicts = ({ arrived }: MailServer): DkimVerdict[] => arrived.map(({ raw }) => verifyDkim(raw, dns));
const firstOf = ({ arrived }: MailServer): string => arrived[0]?.raw ?? expect.fail();

test('a key of the longest length that receivers have to take is read as it is', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(readDkimKey(pem)?.equals(privateKey)).toBe(true);
});

describe('a mail that is signed', () => {
  test('arrives so that its receiver can check that it comes from the sender’s domain, whatever it says', async () => {
    await using server = await mailServer();
    const { sendMail } = mailer(server.url, { dkim });
    for (const { content } of SAMPLES) await sendMail(sampleMail(content));
    expect(server.arrived).toHaveLength(SAMPLES.length);
    expect(new Set(verdicts(server))).toEqual(new Set(['pass']));
  });

  test('is signed with everything that a reader sees, and with what makes the thread', async () => {
    await using server = await mailServer();
    await mailer(server.url, { dkim, replyTo: 'support@instaotp.example' }).sendMail(mail);
    expect(signedFields(firstOf(server)).toSorted()).toEqual([
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
  });

  test.each([
    ['the amount in its text', 'body changed', /1\.49|1,49/, '9.49'],
    ['its sender', 'headers changed', /^From: .*$/m, 'From: Other <other@instaotp.example>'],
    ['its recipient', 'headers changed', /^To: .*$/m, 'To: somebody@example.net'],
    ['its subject', 'headers changed', /^Subject: /m, 'Subject: Re: '],
    ['its Message-ID', 'headers changed', 'funds_returned.1', 'funds_returned.2'],
    ['the hash of its body', 'body changed', /bh=./, 'bh=_'],
  ])('is not verified with %s changed', async (_what, verdict, from, to) => {
    await using server = await mailServer();
    await mailer(server.url, { dkim }).sendMail(mail);
    const raw = firstOf(server);
    const changed = raw.replace(from, to);
    expect(changed).not.toBe(raw);
    expect(verifyDkim(raw, dns)).toBe('pass');
    expect(verifyDkim(changed, dns)).toBe(verdict);
  });

  test('is not verified by the key of somebody else', async () => {
    await using server = await mailServer();
    await mailer(server.url, { dkim }).sendMail(mail);
    const other = publishing({ ...dkim, key: newKey() });
    expect(verifyDkim(firstOf(server), other)).toBe('headers changed');
    expect(verifyDkim(firstOf(server), publishing({ ...dkim, selector: 'returns2' }))).toBe('no key');
  });

  test('is verified at each try, also when the server has refused the one before for now', async () => {
    const tries: string[] = [];
    await using server = await mailServer({
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          tries.push(Buffer.concat(chunks).toString());
          done(tries.length === 1 ? answer(451, 'later') : null);
        });
      },
    });
    const { sendMail } = mailer(server.url, { dkim });
    expect(await failure(sendMail(mail))).toMatchObject({ type: 'MailUnavailable' });
    expect(await sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    expect(await sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    expect(tries.map((raw) => verifyDkim(raw, dns))).toEqual(['pass', 'pass', 'pass']);
  });
});

test('a note to support is signed as mails are', async () => {
  await using server = await mailServer();
  const note = { id: 'n1', subject: 'Größe', text: 'Two  spaces, a tab\tand a last line\n\n\n' };
  expect(await sendOperatorNote({ smtpUrl: server.url, from: FROM, dkim }, note)).toBe(true);
  expect(verdicts(server)).toEqual(['pass']);
});

test('without a signature configured a mail has none', async () => {
  await using server = await mailServer();
  await mailer(server.url).sendMail(mail);
  expect(verdicts(server)).toEqual(['no signature']);
});
