import { afterAll, expect, inject, test } from 'vitest';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { json, payload, rawMessages } from '../workflows/raw-messages.ts';
import { expectAgreement } from './expect-agreement.ts';
import { faultRig } from './fault-rig.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { patience } from './patience.ts';
import { leaveNumbers } from './summary.ts';

const NO_SMS_MS = 21 * MINUTE_MS;
const WINDOW_MS = 5 * DAY_MS + MINUTE_MS;
const PRICE = { amount: 149, currency: 'EUR' };

const rig = await faultRig();
const raw = rawMessages(rig);
afterAll(async () => {
  await rig.stop();
});

const open = (purchaseId: string): Promise<Play> =>
  openPlay(rig, { purchaseId }, patience(rig, { sitsOutBackOffs: true }));

const eightTimes = async (send: (n: number) => Promise<unknown>): Promise<void> => {
  await Promise.all(Array.from({ length: 8 }, (_, n) => send(n)));
};

const eventsOf = async (play: Play, ...names: string[]): Promise<string[]> =>
  (await play.status()).timeline.map(({ event }) => event).filter((event) => names.includes(event));

test.concurrent('each event 8 times, under one id: one fact each', async () => {
  const play = await open('signals-8');
  const { shop } = rig.sandbox;
  await eightTimes(() => rig.returns.smsReceived(play.purchaseId, shop.deliverSms(play.purchaseId)));
  await eightTimes(() => rig.returns.activationCompleted(play.purchaseId, shop.complete(play.purchaseId)));
  await play.idle();
  expect(await eventsOf(play, 'sms_received', 'activation_completed')).toEqual([
    'sms_received',
    'activation_completed',
  ]);
  await play.pass(WINDOW_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
});

test.concurrent('cancelled 8 times under 8 ids: one refund, one mail', async () => {
  const play = await open('signals-8-ids');
  const event = rig.sandbox.shop.cancel(play.purchaseId);
  await eightTimes((n) =>
    rig.returns.activationCancelled(play.purchaseId, { ...event, eventId: `cancelled-${n}` }),
  );
  await play.idle();
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
});

test.concurrent('completed before the SMS: the SMS still counts, and a non-receipt claim is refused', async () => {
  const play = await open('signals-completed-first');
  const { shop } = rig.sandbox;
  const sms = shop.deliverSms(play.purchaseId);
  await rig.returns.activationCompleted(play.purchaseId, shop.complete(play.purchaseId));
  await play.idle();
  await rig.returns.smsReceived(play.purchaseId, sms);
  await play.idle();
  await play.refused(
    'submitClaim',
    { claimType: 'non_receipt', reason: 'No code ever came to this number.' },
    'fulfilled',
  );
  await play.pass(WINDOW_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
});

test.concurrent('cancelled before the SMS, the SMS after the refund: the refund stands, once', async () => {
  const play = await open('signals-sms-late');
  await play.cancelled();
  const sending = await rig.returns.smsReceived(play.purchaseId, {
    eventId: 'sms-late',
    occurredAt: new Date().toISOString(),
  });
  expect(sending).toMatchObject({ sent: false, code: 'purchase_closed', result: { outcome: 'refunded' } });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});

test.concurrent('an SMS while the cancel does not get through: no refund', async () => {
  const play = await open('signals-sms-in-cancel');
  const mended = play.fault('cancel', { kind: 'status', status: 503 });
  await play.pass(NO_SMS_MS);
  await play.sms();
  mended();
  await play.pass(HOUR_MS);
  expect((await play.status()).stage).toBe('claim_window');
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  await play.pass(WINDOW_MS);
  expect((await play.status()).result?.outcome).toBe('fulfilled');
});

test.concurrent('an SMS while the refund is pending comes too late: it is noted, the refund stands', async () => {
  const play = await open('signals-sms-in-refund');
  play.fault('refund', { kind: 'pending' });
  await play.pass(NO_SMS_MS);
  const occurredAt = new Date().toISOString();
  await eightTimes((n) => rig.returns.smsReceived(play.purchaseId, { eventId: `sms-${n}`, occurredAt }));
  rig.sandbox.shop.releaseRefund(play.purchaseId);
  await play.pass(DAY_MS);
  const { result, timeline } = await play.status();
  expect(result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(timeline.filter(({ event }) => event === 'ignored')).toHaveLength(8);
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});

const NAMES = [
  'smsReceived',
  'activationCompleted',
  'activationCancelled',
  'refundUpdated',
  'remediationDone',
  'smsRecieved',
  '',
];
const MALFORMED = [
  { what: 'no payload', payloads: [] },
  { what: 'half a JSON', payloads: [payload('json/plain', '{"eventId":')] },
  { what: 'an unknown encoding', payloads: [payload('binary/unknown', new Uint8Array([0, 255, 1]))] },
  { what: 'bytes that are no text', payloads: [payload('json/plain', new Uint8Array([255, 254, 0]))] },
  { what: 'wrong types', payloads: [json({ eventId: 7, occurredAt: 'yesterday' })] },
  { what: 'null', payloads: [json(null)] },
  { what: 'a list', payloads: [json([1, 2, 3])] },
  { what: 'a prototype', payloads: [payload('json/plain', '{"__proto__":{"eventId":"x"},"constructor":1}')] },
  { what: '500 kB', payloads: [json({ eventId: 'x'.repeat(500_000), occurredAt: 'now' })] },
];

test.concurrent.each(MALFORMED)(
  '$what under every name, between good events: the good ones count, and nothing else',
  async ({ what, payloads }) => {
    const play = await open(`signals-${what.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
    const bad = async (): Promise<void> => {
      for (const name of NAMES) await raw.signal(play.purchaseId, name, ...payloads).catch(() => undefined);
    };
    await bad();
    await play.sms();
    await bad();
    await play.completed();
    await bad();
    await play.idle();
    expect((await play.status()).timeline.filter(({ event }) => event === 'ignored')).toHaveLength(10);
    expect(await eventsOf(play, 'sms_received', 'activation_completed', 'activation_cancelled')).toEqual([
      'sms_received',
      'activation_completed',
    ]);
    await play.pass(WINDOW_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  },
);

test('at the end all records agree', async () => {
  const evidence = await gatherEvidence(rig);
  leaveNumbers(inject('summaryFolder'), 'signals', { purchases: evidence.lives.length });
  expectAgreement(evidence);
});
