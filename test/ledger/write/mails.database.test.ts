import { describe, expect, test } from 'vitest';
import { mailRecord } from '../../../src/ledger/write/mails.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { freePorts } from '../../../src/listening/free-ports.ts';
import { FROM, mail, MESSAGE_ID, openActivities } from '../../emails/sending/mailer.ts';
import { mailServer, polite, scriptedServer } from '../../emails/sending/mail-server.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const mails = (ledger: Ledger) => ledger.selectFrom('mails').selectAll().execute();
const mailer = (smtpUrl: string, ledger: Ledger) =>
  openActivities({ smtpUrl, from: FROM }, mailRecord(ledger));

describe('a mail', () => {
  test('is on record with what was written, to whom, under which Message-ID, and what the server said', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    const { activities, close } = mailer(server.url, ledger);
    expect(await activities.sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    close();
    const [row, ...more] = await mails(ledger);
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      message_id: MESSAGE_ID,
      purchase_id: mail.purchaseId,
      template: 'funds_returned',
      n: 1,
      resend_of: null,
      recipient: mail.to.email,
      status: 'accepted',
      attempts: 1,
      response_code: 250,
    });
    const { parsed } = server.arrived[0] ?? {};
    expect(row?.subject).toBe(parsed?.subject);
    expect(row?.text_body?.trim()).toBe(parsed?.text?.trim());
    expect(row?.html_body?.trim()).toBe(parsed?.html?.trim());
  });

  test('that was taken is not sent again, though its sender never heard of it', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    const { activities, close } = mailer(server.url, ledger);
    await activities.sendMail(mail);
    expect(await activities.sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    close();
    expect(server.arrived).toHaveLength(1);
    expect(await mails(ledger)).toMatchObject([{ attempts: 1 }]);
  });

  test('whose sender died after the server took it goes out once more, under the same Message-ID', async () => {
    const ledger = await emptyLedger();
    await using server = await mailServer();
    const { activities, close } = mailer(server.url, ledger);
    await activities.sendMail(mail);
    await ledger.updateTable('mails').set({ status: 'sending', accepted_at: null }).execute();
    expect(await activities.sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
    close();
    expect(server.arrived.map(({ parsed }) => parsed.messageId)).toEqual([MESSAGE_ID, MESSAGE_ID]);
    expect(await mails(ledger)).toMatchObject([{ attempts: 2, status: 'accepted' }]);
  });

  test('that is refused for good is on record with the code and the words, and not tried again', async () => {
    const ledger = await emptyLedger();
    await using server = await scriptedServer((line, socket) => {
      if (line.startsWith('RCPT')) socket.write('550 5.1.1 no such user\r\n');
      else polite(line, socket);
    });
    const { activities, close } = mailer(server.url, ledger);
    const refused = { status: 'rejected', responseCode: 550, enhancedCode: '5.1.1' };
    expect(await activities.sendMail(mail)).toEqual(refused);
    expect(await activities.sendMail(mail)).toEqual(refused);
    close();
    expect(server.lines.filter((line) => line.startsWith('RCPT'))).toHaveLength(1);
    expect(await mails(ledger)).toMatchObject([
      {
        status: 'rejected',
        attempts: 1,
        response_code: 550,
        response: '550 5.1.1 no such user',
        accepted_at: null,
      },
    ]);
  });

  test('whose answer has control characters and half a text is on record, cleaned', async () => {
    const ledger = await emptyLedger();
    await using server = await scriptedServer((line, socket) => {
      if (line.startsWith('RCPT')) socket.write('550 5.1.1 \u001b[31mno\u0000 such user\r\n');
      else polite(line, socket);
    });
    const { activities, close } = mailer(server.url, ledger);
    expect(await activities.sendMail(mail)).toMatchObject({ status: 'rejected', responseCode: 550 });
    close();
    expect(await mails(ledger)).toMatchObject([
      { status: 'rejected', response_code: 550, response: '550 5.1.1 [31mno such user' },
    ]);
  });

  test('that the server puts off is still being sent, with each try counted', async () => {
    const ledger = await emptyLedger();
    await using server = await scriptedServer((line, socket) => {
      if (line.startsWith('RCPT')) socket.write('451 4.3.0 later\r\n');
      else polite(line, socket);
    });
    const { activities, close } = mailer(server.url, ledger);
    for (const attempt of [1, 2]) {
      await expect(activities.sendMail(mail)).rejects.toMatchObject({ type: 'MailUnavailable' });
      expect(await mails(ledger)).toMatchObject([
        { status: 'sending', attempts: attempt, response_code: 451 },
      ]);
    }
    close();
  });

  test('to an address that no server can be asked about is on record as refused', async () => {
    const ledger = await emptyLedger();
    const { activities, close } = mailer('smtp://127.0.0.1:1', ledger);
    const to = { ...mail.to, email: 'a@b.example, c@d.example' };
    expect(await activities.sendMail({ ...mail, to })).toEqual({ status: 'rejected', responseCode: 553 });
    close();
    expect(await mails(ledger)).toMatchObject([{ status: 'rejected', response_code: 553 }]);
  });

  test('whose end did not reach its record is made up for by the purchase’s snapshot', async () => {
    const ledger = await emptyLedger();
    const acceptedAt = '2026-03-02T10:00:00.000Z';
    const record = mailRecord(ledger);
    const copy = { messageId: MESSAGE_ID, purchaseId: 'p1', template: 'funds_returned', n: 1 } as const;
    await record.tried({ ...copy, recipient: 'a@b.example', subject: 's', text: 't', html: 'h' });
    const snapshot = snapshotOf('p1', {
      snapshot: { mails: [{ template: 'funds_returned', n: 1, status: 'accepted', acceptedAt }] },
    });
    await recordSnapshot(ledger, snapshot, { now: new Date() });
    expect(await mails(ledger)).toMatchObject([{ status: 'accepted', accepted_at: new Date(acceptedAt) }]);
  });
});

test('a ledger that does not take the record keeps the mail from going out, and it is tried again', async () => {
  await using server = await mailServer();
  const away = openActivities({ smtpUrl: server.url, from: FROM }, mailRecord(await closedLedger()));
  await expect(away.activities.sendMail(mail)).rejects.toMatchObject({
    type: 'LedgerUnavailable',
    nonRetryable: false,
  });
  away.close();
  expect(server.arrived).toEqual([]);
});

test('a ledger that goes away while the mail is handed over has it sent once all the same', async () => {
  const ledger = await emptyLedger();
  const record = mailRecord(ledger);
  await using server = await mailServer();
  const unrecorded: string[] = [];
  const { activities, close } = openActivities(
    { smtpUrl: server.url, from: FROM, unrecorded: (...said) => void unrecorded.push(...said) },
    {
      ...record,
      answered: async () => mailRecord(await closedLedger()).answered(MESSAGE_ID, 'accepted', {}),
    },
  );
  expect(await activities.sendMail(mail)).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
  close();
  expect(server.arrived).toHaveLength(1);
  expect(await mails(ledger)).toMatchObject([{ status: 'sending' }]);
  expect(unrecorded).toEqual([MESSAGE_ID, 'LedgerUnavailable: The ledger could not be used: ECONNREFUSED.']);
});

async function closedLedger(): Promise<Ledger> {
  const [port] = await freePorts(1);
  return openPostgres(`postgres://127.0.0.1:${port}/none`);
}
