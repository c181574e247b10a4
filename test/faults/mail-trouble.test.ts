import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, inject, test } from 'vitest';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { patience } from './patience.ts';
import { perPurchase } from './per-purchase.ts';
import { leaveNumbers } from './summary.ts';
import { CUT, type Passage } from './wire.ts';

/** Longer than the worker waits for a byte (20 s). */
const TOO_LATE_MS = 22_000;
const NO_SMS_MS = 21 * MINUTE_MS;
const PRICE = { amount: 149, currency: 'EUR' };
const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it three times.',
} as const;

const rig = await faultRig();
const trouble = perPurchase(rig);
afterAll(async () => {
  await rig.stop();
});

const open = (purchaseId: string): Promise<Play> =>
  openPlay(rig, { purchaseId }, patience(rig, { sitsOutBackOffs: true }));

const arrivals = (play: Play): string[] =>
  rig.sandbox.inbox
    .messages()
    .filter(({ purchaseId }) => purchaseId === play.purchaseId)
    .map(({ messageId }) => messageId);

const id = (play: Play, template: string, n = 1): string =>
  `${template}.${n}.${play.purchaseId}@instaotp.example`;

/** The first `times` mails of a purchase meet this, later ones pass. */
function firstMails(times: number, meet: Passage<string>): { mails: Passage<string>; met: () => number } {
  let met = 0;
  return {
    async mails(call, forward) {
      if (met >= times) return forward();
      met += 1;
      return meet(call, forward);
    },
    met: () => met,
  };
}

const refuse =
  (code: number): Passage<string> =>
  async () =>
    code === 550 ? '550 5.1.1 no such user\r\n' : `${code} not now\r\n`;

const takenButCut: Passage<string> = async (_call, forward) => {
  await forward();
  return CUT;
};

const ONCE_IN_THE_END: { name: string; times: number; meet: Passage<string>; copies: number }[] = [
  { name: 'refused twice with 451', times: 2, meet: refuse(451), copies: 1 },
  { name: 'taken, and cut before the answer, three times', times: 3, meet: takenButCut, copies: 4 },
  { name: 'cut before it was taken', times: 2, meet: async () => CUT, copies: 1 },
  {
    name: 'taken at once, answered after 10 s',
    times: 1,
    meet: async (_call, forward) => delay(10_000, await forward()),
    copies: 1,
  },
  {
    name: 'taken at once, answered too late',
    times: 1,
    meet: async (_call, forward) => delay(TOO_LATE_MS, await forward()),
    copies: 2,
  },
];

test.concurrent.each(ONCE_IN_THE_END)(
  'a mail that is $name: one Message-ID, the money waits for nothing',
  async ({ name, times, meet, copies }) => {
    const purchaseId = `mail-${name.replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 60);
    const { mails, met } = firstMails(times, meet);
    trouble(purchaseId, { mails });
    const play = await open(purchaseId);
    await play.pass(NO_SMS_MS);
    expect(refundsOf(rig.sandbox, purchaseId)).toEqual([PRICE]);
    await play.pass(HOUR_MS);
    expect(met()).toBe(times);
    expect(arrivals(play)).toEqual(Array.from({ length: copies }, () => id(play, 'funds_returned')));
    const { result, timeline } = await play.status();
    expect(result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(timeline.filter(({ event }) => event === 'mail_accepted')).toHaveLength(1);
  },
);

test.concurrent('an address refused with 550: support is told, no deadline starts; corrected, the mail goes out again', async () => {
  const { mails } = firstMails(2, refuse(550));
  trouble('mail-550', { mails });
  const play = await open('mail-550');
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', DEFECT);
  await play.support('requestAccess', { what: 'Read access to the log of the web host.' });
  await play.pass(20 * DAY_MS);
  const waiting = await play.status();
  expect(waiting.stage).toBe('access_requested');
  expect(waiting.needsAttention.map(({ reason, template }) => [reason, template])).toEqual([
    ['notice_undelivered', 'remediation_started'],
    ['notice_undelivered', 'access_requested'],
  ]);
  expect(arrivals(play)).toEqual([]);
  await play.support('correctContact', { email: 'right@customer.example' });
  expect(arrivals(play).toSorted()).toEqual([
    id(play, 'access_requested', 2),
    id(play, 'contact_corrected'),
    id(play, 'remediation_started', 2),
  ]);
  await play.pass(14 * DAY_MS - HOUR_MS);
  expect((await play.status()).stage).toBe('access_requested');
  await play.pass(HOUR_MS + MINUTE_MS);
  const end = await play.status();
  expect(end.result).toMatchObject({ outcome: 'closed_without_remedy', clause: 'C3b' });
});

test.concurrent('a notice that is taken a day late starts its deadline then, not before', async () => {
  const play = await open('mail-day-late');
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', DEFECT);
  let refusing = true;
  trouble('mail-day-late', {
    mails: async (call, forward) => (refusing ? refuse(451)(call, forward) : forward()),
  });
  await play.support('reportRemediation', { outcome: 'done', summary: 'The route was repaired.' });
  expect((await play.status()).nextDeadline).toMatchObject({ kind: 'dispute', provisional: true });
  await play.pass(DAY_MS);
  refusing = false;
  await play.pass(HOUR_MS + MINUTE_MS);
  const { nextDeadline, timeline } = await play.status();
  const takenAt = timeline.findLast(({ event }) => event === 'mail_accepted')?.at ?? '';
  expect(Date.parse(nextDeadline?.at ?? '')).toBe(Date.parse(takenAt) + 72 * HOUR_MS);
  expect(nextDeadline).not.toHaveProperty('provisional');
  // Three days after the report, and not three days after the notice.
  await play.pass(2 * DAY_MS);
  expect((await play.status()).stage).toBe('remedied');
  await play.customer('disputeRemediation', { reason: 'It still fails.' });
  expect((await play.status()).stage).toBe('in_remediation');
  await play.customer('withdrawClaim', {});
  await play.pass(5 * DAY_MS + MINUTE_MS);
  expect((await play.status()).result?.outcome).toBe('fulfilled');
});

test('the mail server is down for a day: the money moves at once, the mail comes once when it is back', async () => {
  const play = await open('mail-down');
  await rig.mails.down();
  await play.pass(NO_SMS_MS);
  expect(refundsOf(rig.sandbox, 'mail-down')).toEqual([PRICE]);
  await play.pass(DAY_MS);
  const decided = await play.status();
  expect(decided.result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(decided.needsAttention).toEqual([]);
  expect(arrivals(play)).toEqual([]);
  await rig.mails.up();
  await play.pass(HOUR_MS + MINUTE_MS);
  expect(arrivals(play)).toEqual([id(play, 'funds_returned')]);
});

test('at the end all records agree', async () => {
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'mail trouble', { purchases: evidence.lives.length });
  expectAgreement(evidence);
});
