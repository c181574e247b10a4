import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { OrderEvent, RemediationDone, SignalName } from '../../src/contract/signals.ts';
import type { PurchaseStatus, TimelineEntry } from '../../src/contract/status.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { DAY_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { json, payload, rawMessages, type RawMessages } from './raw-messages.ts';
import { testRig } from './test-rig.ts';
import { sharedAbsences } from './worker-away.ts';

const UNHANDLED_COMMAND =
  proto.temporal.api.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND;

const CUSTOMER = { kind: 'customer', id: 'cus_message' } as const;
const WHY = 'The code never worked, although I tried it three times.';
const PRICE = { amount: 149, currency: 'EUR' };
const TIMES = [1, 2, 3, 4, 5, 6, 7, 8];

let rig: Rig;
let raw: RawMessages;
beforeAll(async () => {
  rig = await testRig();
  raw = rawMessages(rig);
});
afterAll(async () => {
  await rig.stop();
});

const withWorkerAway = sharedAbsences(() => rig);

const event = (eventId: string): OrderEvent => ({ eventId, occurredAt: new Date().toISOString() });

const repair = (eventId: string): RemediationDone => ({
  ...event(eventId),
  summary: 'The route was repaired.',
  agent: 'agent_message',
});

const named = ({ timeline }: PurchaseStatus, name: string): TimelineEntry[] =>
  timeline.filter((entry) => entry.event === name);

const ignored = (status: PurchaseStatus): unknown[] => named(status, 'ignored').map(({ data }) => data);

/** No message may ever cost a task: a task that fails is tried again for ever. */
async function failedTasks({ purchaseId }: Play): Promise<string[]> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    // An end that the server gives back because time has just been skipped is no failure of ours.
    failed && failed.cause !== UNHANDLED_COMMAND ? [`${failed.cause}: ${failed.failure?.message}`] : [],
  );
}

/** It answers people, and it ends as if nothing had been sent. */
async function answersAndEnds(play: Play): Promise<void> {
  await play.refused('submitClaim', { claimType: 'major_defect', reason: WHY }, 'too_early');
  await play.pass(21 * MINUTE_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  expect(await failedTasks(play)).toEqual([]);
}

describe.concurrent('the same event eight times is one event', () => {
  test.each([
    ['smsReceived', 'sms_received', 'claim_window'],
    ['activationCompleted', 'activation_completed', 'claim_window'],
  ] as const)('%s', async (signal, noted, stage) => {
    const play = await openPlay(rig);
    for (const _ of TIMES) await rig.returns[signal](play.purchaseId, event('one-event'));
    await play.idle();
    const status = await play.status();
    expect(status.stage).toBe(stage);
    expect(named(status, noted)).toHaveLength(1);
    expect(ignored(status)).toEqual(TIMES.slice(1).map(() => ({ signal, why: 'repeated' })));
  });

  test('activationCancelled: one cancel, one refund, one mail', async () => {
    const play = await openPlay(rig);
    const cancelled = rig.sandbox.shop.cancel(play.purchaseId);
    // Sent while nobody works on them, so that all eight come before the end.
    await withWorkerAway(async () => {
      for (const _ of TIMES) await rig.returns.activationCancelled(play.purchaseId, cancelled);
    });
    await play.idle();
    const status = await play.status();
    expect(status.result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(named(status, 'activation_cancelled')).toHaveLength(1);
    expect(ignored(status)).toHaveLength(7);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
    const mails = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === play.purchaseId);
    expect(mails.map(({ template }) => template)).toEqual(['funds_returned']);
  });

  test('remediationDone: one notice, and the time to dispute runs from the first', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    for (const _ of TIMES) await rig.returns.remediationDone(play.purchaseId, repair('one-repair'));
    await play.idle();
    const status = await play.status();
    expect(status.stage).toBe('remedied');
    expect(named(status, 'remediation_reported')).toHaveLength(1);
    expect(ignored(status)).toHaveLength(7);
    // Another event says it again: nothing is left to report.
    await rig.returns.remediationDone(play.purchaseId, repair('another-repair'));
    await play.idle();
    expect(ignored(await play.status()).at(-1)).toEqual({ signal: 'remediationDone', why: 'not_now' });
    const mails = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === play.purchaseId);
    expect(mails.filter(({ template }) => template === 'remedied')).toHaveLength(1);
  });
});

test.concurrent('the order of events does not matter: completed before its SMS is an SMS received and completed', async () => {
  const play = await openPlay(rig);
  await rig.returns.activationCompleted(play.purchaseId, event('completed'));
  await rig.returns.smsReceived(play.purchaseId, event('sms'));
  await play.idle();
  await play.refused('submitClaim', { claimType: 'non_receipt', reason: WHY }, 'fulfilled');
  await play.pass(5 * DAY_MS + MINUTE_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
});

test.concurrent('an SMS reported after the refund call comes too late: the refund stands', async () => {
  const play = await openPlay(rig);
  play.fault('refund', { kind: 'pending' });
  await play.pass(21 * MINUTE_MS);
  expect((await play.status()).refund).toMatchObject({ status: 'pending' });
  await rig.returns.smsReceived(play.purchaseId, event('sms'));
  await rig.returns.activationCompleted(play.purchaseId, event('completed'));
  await play.idle();
  const status = await play.status();
  expect(status.stage).toBe('returning_funds');
  expect(ignored(status)).toEqual([
    { signal: 'smsReceived', why: 'late' },
    { signal: 'activationCompleted', why: 'late' },
  ]);
  expect(rig.sandbox.shop.releaseRefund(play.purchaseId)).toBe(true);
  await play.pass(DAY_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
});

describe.concurrent('what cannot be read is ignored, and changes nothing', () => {
  const SIGNALS: SignalName[] = [
    'smsReceived',
    'activationCompleted',
    'activationCancelled',
    'refundUpdated',
    'remediationDone',
  ];

  test.each([
    ['no payload', []],
    ['null', [json(null)]],
    ['nothing', [payload('binary/null', '')]],
    ['a number', [json(7)]],
    ['a list', [json([event('e')])]],
    ['an object without an eventId', [json({ occurredAt: new Date().toISOString() })]],
    ['JSON that is broken off', [payload('json/plain', '{"eventId": "e", "occ')]],
    ['bytes that are no text', [payload('json/plain', Uint8Array.of(0xff, 0xfe, 0x00, 0x80))]],
    ['an encoding that nobody knows', [payload('binary/zebra', 'stripes')]],
    ['a protocol buffer of an unknown type', [payload('binary/protobuf', 'x')]],
    ['no encoding', [{ data: Buffer.from('{}') }]],
    ['a prototype', [payload('json/plain', '{"__proto__": {"eventId": "e"}, "constructor": null}')]],
  ])('%s', async (_, payloads) => {
    const play = await openPlay(rig);
    for (const name of SIGNALS) await raw.signal(play.purchaseId, name, ...payloads);
    await play.idle();
    const status = await play.status();
    expect(status.stage).toBe('awaiting_sms');
    expect(ignored(status)).toEqual(SIGNALS.map((signal) => ({ signal, why: 'malformed' })));
    await answersAndEnds(play);
  });

  test('a misspelt name, and a name of blanks, letters of the world or 900 characters', async () => {
    const play = await openPlay(rig);
    const names = ['SmsReceived', 'sms_received', 'smsRecieved', ' ', 'SMS ✉ café', 'x'.repeat(900)];
    for (const name of names) await raw.signal(play.purchaseId, name, json(event('e')));
    await raw.signal(play.purchaseId, 'smsReceivd', payload('binary/zebra', 'stripes'));
    await play.idle();
    const status = await play.status();
    expect(status.stage).toBe('awaiting_sms');
    expect(ignored(status)).toEqual(
      ['SmsReceived', 'sms_received', 'smsRecieved', 'unnamed', 'unnamed', 'unnamed', 'smsReceivd'].map(
        (signal) => ({ signal, why: 'unknown' }),
      ),
    );
    await answersAndEnds(play);
  });

  test('of a hundred such messages ten are kept, and a right one after them still counts', async () => {
    const play = await openPlay(rig);
    for (let n = 0; n < 100; n += 1) await raw.signal(play.purchaseId, `nonsense${n}`, json(n));
    await play.idle();
    expect(ignored(await play.status())).toEqual(
      Array.from({ length: 10 }, (_, n) => ({ signal: `nonsense${n}`, why: 'unknown' })),
    );
    await play.sms();
    const status = await play.status();
    expect(status.stage).toBe('claim_window');
    expect(ignored(status)).toHaveLength(10);
    expect(await failedTasks(play)).toEqual([]);
  });

  test('a wrong event does not use up its eventId', async () => {
    const play = await openPlay(rig);
    await raw.signal(play.purchaseId, 'remediationDone', json({ eventId: 'repair-1' }));
    await raw.signal(play.purchaseId, 'smsReceived', json({ eventId: ['sms-1'] }));
    await rig.returns.smsReceived(play.purchaseId, event('sms-1'));
    await play.idle();
    expect((await play.status()).stage).toBe('claim_window');
  });
});

test.concurrent('an update sent twice under one id is one claim, with one answer', async () => {
  const play = await openPlay(rig);
  await play.sms();
  const claim = json({ by: CUSTOMER, claimType: 'invalid_number', reason: WHY });
  const first = await raw.update(play.purchaseId, 'submitClaim', [claim], 'request-1');
  const second = await raw.update(play.purchaseId, 'submitClaim', [claim], 'request-1');
  expect(first).toMatchObject({ answer: { accepted: true, claimId: `clm_${play.purchaseId}_1` } });
  expect(second).toEqual(first);
  await play.idle();
  expect((await play.status()).claims).toHaveLength(1);
  const mails = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === play.purchaseId);
  expect(mails.map(({ template }) => template)).toEqual(['evidence_requested']);
});
