import { describe, expect, test, type TestContext } from 'vitest';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import { sharedRig, testRig } from './test-rig.ts';

const WHY = 'The code never worked, although I tried it three times.';
const PRICE = { amount: 149, currency: 'EUR' };

/** For a test that takes the mail server down or clears its faults: other purchases do not use it. */
async function ownRig({ onTestFinished }: TestContext): Promise<RunningRig> {
  const rig = await testRig();
  onTestFinished(() => rig.stop());
  return rig;
}

const mailsOf = (rig: RunningRig, { purchaseId }: Play): InboxMessage[] =>
  rig.sandbox.inbox.messages().filter((message) => message.purchaseId === purchaseId);

const templates = (rig: RunningRig, play: Play): string[] =>
  mailsOf(rig, play).map(({ template }) => String(template));

const acceptedAt = ({ timeline }: PurchaseStatus, template: string): number =>
  Date.parse(
    timeline.findLast(({ event, data }) => event === 'mail_accepted' && data?.['template'] === template)
      ?.at ?? '',
  );

/** A used number, four days old. */
async function usedNumber(rig: RunningRig): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  await play.pass(4 * DAY_MS);
  return play;
}

const refuse = (rig: RunningRig, { order }: Play, code: number, times: number | 'until_cleared'): void =>
  rig.sandbox.inbox.addFault({
    kind: 'refuse_recipient',
    code,
    times,
    recipient: order.customer.email,
  });

const ASKS = [
  { notice: 'evidence_requested', stage: 'needs_evidence', lastsMs: 48 * HOUR_MS },
  { notice: 'access_requested', stage: 'access_requested', lastsMs: 14 * DAY_MS },
  { notice: 'remedied', stage: 'remedied', lastsMs: 72 * HOUR_MS },
] as const;

async function ask(play: Play, notice: (typeof ASKS)[number]['notice']): Promise<void> {
  const claimType = notice === 'evidence_requested' ? 'invalid_number' : 'major_defect';
  await play.customer('submitClaim', { claimType, reason: WHY });
  if (notice === 'access_requested') await play.support('requestAccess', { what: 'The log of your host.' });
  if (notice === 'remedied')
    await play.support('reportRemediation', { outcome: 'done', summary: 'New SIM.' });
}

describe.concurrent.each(ASKS)('the notice $notice', ({ notice, stage, lastsMs }) => {
  test('refused for good: support is told, no right is lost after weeks, and the clock starts with the corrected address', async () => {
    const rig = await sharedRig();
    const play = await usedNumber(rig);
    refuse(rig, play, 550, 'until_cleared');
    await ask(play, notice);
    await play.pass(21 * DAY_MS);
    const stuck = await play.status();
    expect(stuck.stage).toBe(stage);
    expect(stuck.nextDeadline).toBeUndefined();
    expect(stuck.needsAttention).toContainEqual(
      expect.objectContaining({
        step: 'notice',
        reason: 'notice_undelivered',
        template: notice,
        detail: '550 5.1.1',
      }),
    );
    expect(templates(rig, play)).toEqual([]);
    // No reminder was even tried: its notice is not out.
    const tried = stuck.timeline.map(({ data }) => String(data?.['template'] ?? ''));
    expect(tried.filter((template) => template.endsWith('_reminder'))).toEqual([]);

    await play.support('correctContact', { email: `right-${play.purchaseId}@customer.example` });
    const out = await play.status();
    expect(out.needsAttention).toEqual([]);
    const sent = mailsOf(rig, play).filter(({ template }) => template === notice);
    expect(sent.map(({ n, to }) => ({ n, to }))).toEqual([
      { n: 2, to: `right-${play.purchaseId}@customer.example` },
    ]);
    expect(Date.parse(out.nextDeadline?.at ?? '')).toBe(acceptedAt(out, notice) + lastsMs);
    expect(out.nextDeadline?.provisional).toBeUndefined();
    await play.pass(lastsMs - HOUR_MS);
    expect((await play.status()).stage).toBe(stage);
    await play.pass(2 * HOUR_MS);
    expect((await play.status()).stage).not.toBe(stage);
  });

  test('held up by a mail server that is down for a day: the deadline is provisional, then runs from acceptance', async (context) => {
    const rig = await ownRig(context);
    const play = await usedNumber(rig);
    await rig.sandbox.inbox.down();
    await ask(play, notice);
    await play.pass(DAY_MS);
    const waiting = await play.status();
    expect(waiting.nextDeadline?.provisional).toBe(true);
    expect(waiting.needsAttention).toEqual([]);
    await rig.sandbox.inbox.up();
    await play.pass(2 * HOUR_MS);
    const out = await play.status();
    expect(out.nextDeadline?.provisional).toBeUndefined();
    expect(Date.parse(out.nextDeadline?.at ?? '')).toBe(acceptedAt(out, notice) + lastsMs);
    expect(templates(rig, play).filter((template) => template === notice)).toEqual([notice]);
  });
});

test.concurrent('our account is refused for two days: the mail is tried all the time, then support is told with the code', async () => {
  const rig = await sharedRig();
  const play = await usedNumber(rig);
  refuse(rig, play, 554, 'until_cleared');
  await ask(play, 'evidence_requested');
  await play.pass(47 * HOUR_MS);
  const trying = await play.status();
  expect(trying.needsAttention).toEqual([]);
  expect(trying.nextDeadline?.provisional).toBe(true);
  await play.pass(2 * HOUR_MS);
  const { stage, nextDeadline, needsAttention } = await play.status();
  expect({ stage, nextDeadline }).toEqual({ stage: 'needs_evidence', nextDeadline: undefined });
  expect(needsAttention).toMatchObject([
    { reason: 'notice_undelivered', template: 'evidence_requested', detail: '554 5.7.1 to RCPT TO' },
  ]);
  expect(templates(rig, play)).toEqual([]);
});

test.concurrent('our account is refused for an hour: every mail comes in the end, and nobody has to see to it', async (context) => {
  const rig = await ownRig(context);
  const play = await usedNumber(rig);
  refuse(rig, play, 554, 'until_cleared');
  await ask(play, 'evidence_requested');
  await play.pass(HOUR_MS);
  rig.sandbox.inbox.clearFaults();
  await play.pass(HOUR_MS);
  expect(templates(rig, play)).toEqual(['evidence_requested']);
  const { needsAttention, timeline } = await play.status();
  expect(needsAttention).toEqual([]);
  expect(timeline.map(({ event }) => event)).not.toContain('mail_given_up');
});

test.concurrent('a corrected address is told to the one before, once, and that one does not learn the new one', async () => {
  const rig = await sharedRig();
  const play = await usedNumber(rig);
  const before = play.order.customer.email;
  const email = `new-${play.purchaseId}@elsewhere.example`;
  await play.support('correctContact', { email });
  await play.support('correctContact', { email, timeZone: 'Europe/Vienna' });
  await ask(play, 'evidence_requested');
  const sent = mailsOf(rig, play).map(({ template, to }) => [template, to]);
  expect(sent).toEqual([
    ['contact_corrected', before],
    ['evidence_requested', email],
  ]);
  const [mail] = mailsOf(rig, play);
  expect(JSON.stringify(mail)).not.toContain('elsewhere');
});

test.concurrent('refused for now, then taken: one mail', async () => {
  const rig = await sharedRig();
  const play = await usedNumber(rig);
  refuse(rig, play, 451, 3);
  await ask(play, 'evidence_requested');
  await play.pass(HOUR_MS);
  expect(templates(rig, play)).toEqual(['evidence_requested']);
  expect((await play.status()).needsAttention).toEqual([]);
});

test.concurrent('money never waits for a mail: paid at once, and the purchase ends when its mail is given up after 48 h', async (context) => {
  const rig = await ownRig(context);
  const play = await openPlay(rig);
  await rig.sandbox.inbox.down();
  await play.pass(21 * MINUTE_MS);
  const paid = await play.status();
  expect(paid.stage).toBe('closed');
  expect(paid.refund?.status).toBe('confirmed');
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  await play.pass(49 * HOUR_MS);
  const end = await play.status();
  expect(end.timeline.map(({ event }) => event)).toContain('mail_given_up');
  expect(end.needsAttention).toMatchObject([{ reason: 'notice_undelivered', detail: 'no answer (ESOCKET)' }]);
  expect(templates(rig, play)).toEqual([]);
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});
