import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ledgerDesk } from '../../src/cli/desk/open-desk.ts';
import { reachDesk } from '../../src/cli/desk/reach-desk.ts';
import { serveDesk } from '../../dev/start/serve-desk.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { openMailer } from '../../src/emails/sending/mailer.ts';
import { openCase } from '../../src/ledger/write/cases.ts';
import { mailRecord } from '../../src/ledger/write/mails.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { FROM, MESSAGE_ID } from '../emails/sending/mailer.ts';
import { mailServer } from '../emails/sending/mail-server.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';

const now = new Date('2026-03-05T08:00:00.000Z');

const LATE = { kind: 'request', name: 'withdrawClaim', id: 'r1', actor: 'customer' } as const;

/** A desk as `npm start` serves it, and as another process sees it. */
async function desks(ledger: Ledger, smtpUrl?: string) {
  const mailer = smtpUrl === undefined ? undefined : openMailer({ smtpUrl, from: FROM }, mailRecord(ledger));
  const here = ledgerDesk({ ledger, mailer, now: () => now });
  const served = await serveDesk(here);
  onTestFinished(async () => {
    await served.stop();
    mailer?.close();
  });
  return { here, there: reachDesk(served.path), path: served.path };
}

test('what another process asks it is answered as in its own, absent purchases too', async () => {
  const ledger = await emptyLedger();
  const needsAttention = [
    { step: 'refund', reason: 'unavailable', since: '2026-03-05T07:00:00.000Z' },
  ] as const;
  await recordSnapshot(ledger, snapshotOf('p1', { status: { needsAttention: [...needsAttention] } }), {
    now,
  });
  const { here, there } = await desks(ledger);
  expect(await there.queue({})).toEqual(JSON.parse(JSON.stringify(await here.queue({}))));
  expect(await there.queue({})).toMatchObject({ entries: [{ purchaseId: 'p1' }] });
  expect(await there.record('p1')).toMatchObject({ purchaseId: 'p1', stage: 'awaiting_sms' });
  expect(await there.record('p2')).toBeUndefined();
  expect(await there.search({ customerId: 'cus_1' })).toMatchObject({ entries: [{ purchaseId: 'p1' }] });
  expect(await there.stages()).toMatchObject({ awaiting_sms: 1 });
  expect(await there.find('p1')).toEqual(await here.find('p1'));
  expect(await there.find('p1')).toMatchObject({ status: { purchaseId: 'p1' }, erased: false });
  expect(await there.find('p2')).toBeUndefined();
  await there.noteLate('p1', LATE);
  expect((await here.record('p1'))?.timeline.map(({ event }) => event)).toContain('late_request');
});

test('who has no Temporal at hand says which command forgets and compares', async () => {
  const { there } = await desks(await emptyLedger());
  const request = { customerId: 'cus_1', by: 'agent_7' };
  await expect(there.forget(request)).rejects.toThrow(new NotPossible('Run npm run forget.'));
  await expect(there.reconcile({ sinceMs: 1 })).rejects.toThrow(new NotPossible('Run npm run reconcile.'));
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
  const { there } = await desks(ledger);
  const settlement = { by: 'agent_7', note: 'Opened by a test of the shop.' };
  expect(await there.settleCase(caseId, settlement)).toEqual({ result: 'settled' });
  expect(await there.settleCase(caseId, settlement)).toMatchObject({
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
  const { there } = await desks(ledger, server.url);
  expect(await there.resendMail({ messageId: MESSAGE_ID, by: 'agent_7' })).toMatchObject({
    status: 'accepted',
  });
  expect(server.arrived.map(({ envelope }) => envelope.to)).toEqual([['ada@customer.example']]);
  const { there: without } = await desks(ledger);
  await expect(without.resendMail({ messageId: MESSAGE_ID, by: 'agent_7' })).rejects.toThrow(
    new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.'),
  );
});

test('mails that were given up are listed and sent again once, also through its socket', async () => {
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
  const { there: without } = await desks(ledger);
  await expect(without.resendUndelivered(request)).rejects.toThrow(
    new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.'),
  );

  const { there } = await desks(ledger, server.url);
  expect(await there.undelivered({ since })).toEqual([
    { messageId: MESSAGE_ID, purchaseId: 'p1', template: 'funds_returned', open: false },
  ]);
  expect(await there.resendUndelivered(request)).toEqual({ result: 'accepted' });
  expect(await there.resendUndelivered(request)).toEqual({
    result: 'passed_over',
    why: 'delivered_meanwhile',
  });
  expect(await there.undelivered({ since })).toEqual([]);
  expect(server.arrived.map(({ envelope }) => envelope.to)).toEqual([['ada@customer.example']]);
});

test('its socket lies where nobody else may enter, and is gone with it', async () => {
  const ledger = await emptyLedger();
  const served = await serveDesk(ledgerDesk({ ledger, now: () => now }));
  expect(statSync(dirname(served.path)).mode & 0o777).toBe(0o700);
  await served.stop();
  expect(statSync(dirname(served.path), { throwIfNoEntry: false })).toBeUndefined();
  const there = reachDesk(served.path);
  const gone = new NotPossible('The running service does not answer at its desk.');
  await expect(there.stages()).rejects.toThrow(gone);
  await expect(there.find('p1')).rejects.toThrow(gone);
  expect(await there.noteLate('p1', LATE)).toBeUndefined();
});
