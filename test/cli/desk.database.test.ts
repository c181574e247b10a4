import { expect, onTestFinished, test } from 'vitest';
import { ledgerDesk } from '../../src/cli/open-desk.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { openMailer } from '../../src/emails/sending/mailer.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import { openCase } from '../../src/ledger/write/cases.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { Desk } from '../../src/operations/desk.ts';
import { FROM, MESSAGE_ID } from '../emails/sending/mailer.ts';
import { mailServer } from '../emails/sending/mail-server.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';

const now = new Date('2026-03-05T08:00:00.000Z');

const LATE = { kind: 'request', name: 'withdrawClaim', id: 'r1', actor: 'customer' } as const;

/** A desk over the ledger, with a mail server or without. */
function deskOf(ledger: Ledger, smtpUrl?: string): Desk {
  const mailer = smtpUrl === undefined ? undefined : openMailer({ smtpUrl, from: FROM }, mailRecord(ledger));
  onTestFinished(() => mailer?.close());
  return ledgerDesk({ ledger, mailer, now: () => now });
}

test('what it is asked it answers from the ledger, absent purchases too', async () => {
  const ledger = await emptyLedger();
  const needsAttention = [
    { step: 'refund', reason: 'unavailable', since: '2026-03-05T07:00:00.000Z' },
  ] as const;
  await recordSnapshot(ledger, snapshotOf('p1', { status: { needsAttention: [...needsAttention] } }), {
    now,
  });
  const desk = deskOf(ledger);
  const queue = await desk.queue({});
  expect(queue).toMatchObject({ entries: [{ purchaseId: 'p1' }] });
  expect(JSON.parse(JSON.stringify(queue))).toEqual(queue);
  expect(await desk.record('p1')).toMatchObject({ purchaseId: 'p1', stage: 'awaiting_sms' });
  expect(await desk.record('p2')).toBeUndefined();
  expect(await desk.search({ customerId: 'cus_1' })).toMatchObject({ entries: [{ purchaseId: 'p1' }] });
  expect(await desk.stages()).toMatchObject({ awaiting_sms: 1 });
  const records = ledgerRecords(ledger);
  expect(await records.find('p1')).toMatchObject({ status: { purchaseId: 'p1' }, erased: false });
  expect(await records.find('p2')).toBeUndefined();
  await records.noteLate('p1', LATE);
  expect((await desk.record('p1'))?.timeline.map(({ event }) => event)).toContain('late_request');
});

test('a case is settled once, with who and what', async () => {
  const ledger = await emptyLedger();
  await recordSnapshot(ledger, snapshotOf('p1'), { now });
  const subject = {
    purchaseId: 'p1',
    kind: 'workflow_missing',
    key: 'p1',
    details: { ledger: { stage: 'in_review' } },
  } as const;
  const { caseId } = await openCase(ledger, subject, now);
  const desk = deskOf(ledger);
  const settlement = { by: 'agent_7', note: 'Opened by a test of the shop.' };
  expect(await desk.settleCase(caseId, settlement)).toEqual({ result: 'settled' });
  expect(await desk.settleCase(caseId, settlement)).toMatchObject({
    result: 'already_settled',
    by: 'agent_7',
  });
});

test('a mail is sent again; without a mail server it says what to set', async () => {
  const ledger = await emptyLedger();
  await using server = await mailServer();
  await recordSnapshot(ledger, snapshotOf('p1'), { now });
  const copy = { messageId: MESSAGE_ID, purchaseId: 'p1', template: 'funds_returned', n: 1 } as const;
  await mailRecord(ledger).tried({ ...copy, recipient: 'a@b.example', subject: 's', text: 't', html: 'h' });
  const desk = deskOf(ledger, server.url);
  expect(await desk.resendMail({ messageId: MESSAGE_ID, by: 'agent_7' })).toMatchObject({
    status: 'accepted',
  });
  expect(server.arrived.map(({ envelope }) => envelope.to)).toEqual([['ada@customer.example']]);
  const without = deskOf(ledger);
  await expect(without.resendMail({ messageId: MESSAGE_ID, by: 'agent_7' })).rejects.toThrow(
    new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.'),
  );
});

test('mails that were given up are listed and sent again once', async () => {
  const ledger = await emptyLedger();
  await using server = await mailServer();
  const since = now.toISOString();
  const result = { outcome: 'refunded', clause: 'R2', closedAt: since } as const;
  const notice = { step: 'notice', reason: 'notice_undelivered', since, template: 'funds_returned' } as const;
  const status = { stage: 'closed' as const, result, needsAttention: [notice] };
  await recordSnapshot(ledger, snapshotOf('p1', { status }), { now });
  const copy = { messageId: MESSAGE_ID, purchaseId: 'p1', template: 'funds_returned', n: 1 } as const;
  await mailRecord(ledger).tried({ ...copy, recipient: 'a@b.example', subject: 's', text: 't', html: 'h' });
  await ledger.updateTable('mails').set({ status: 'given_up', last_tried_at: now }).execute();
  const request = { messageId: MESSAGE_ID, by: 'agent_7' };
  const without = deskOf(ledger);
  await expect(without.resendUndelivered(request)).rejects.toThrow(
    new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.'),
  );

  const desk = deskOf(ledger, server.url);
  expect(await desk.undelivered({ since })).toEqual([
    { messageId: MESSAGE_ID, purchaseId: 'p1', template: 'funds_returned', open: false },
  ]);
  expect(await desk.resendUndelivered(request)).toEqual({ result: 'accepted' });
  expect(await desk.resendUndelivered(request)).toEqual({
    result: 'passed_over',
    why: 'delivered_meanwhile',
  });
  expect(await desk.undelivered({ since })).toEqual([]);
  expect(server.arrived.map(({ envelope }) => envelope.to)).toEqual([['ada@customer.example']]);
});
