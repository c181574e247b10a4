import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, playOn, type Play } from '../../dev/rig/play.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';
import { bundleOptions } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import { BREAKS } from './breaking-activation.ts';
import { json, payload, rawMessages, type RawMessages } from './raw-messages.ts';
import { testRig, type TestRig } from './test-rig.ts';
import { sharedAbsences } from './worker-away.ts';

type Payload = temporal.api.common.v1.IPayload;

const PRICE = { amount: 149, currency: 'EUR' };

let rig: TestRig;
let raw: RawMessages;
let taskQueue: string;
beforeAll(async () => {
  const options = bundleOptions(temporalLogger(createLog('warn')));
  const { code } = await bundleWorkflowCode({
    ...options,
    workflowInterceptorModules: [
      ...(options.workflowInterceptorModules ?? []),
      fileURLToPath(new URL('breaking-activation.ts', import.meta.url)),
    ],
  });
  rig = await testRig({ bundle: { code } });
  ({ taskQueue } = rig);
  raw = rawMessages(rig);
});
afterAll(async () => {
  await rig.stop();
});

const withWorkerAway = sharedAbsences(() => rig);

const RESERVED = ['__temporal_', '__temporal_x', '__temporal_workflow_stream_publish', '__temporal_signal'];

const NAMES = [
  ...RESERVED,
  '__stack_trace',
  '__enhanced_stack_trace',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'default',
  ' ',
  '\u0000',
  'nul\u0000nul',
  '\u202Ereversed',
  '👩‍👩‍👧',
  'x'.repeat(900),
];

const event = { eventId: 'hostile', occurredAt: '2026-03-01T10:00:00Z' };

const PAYLOADS: [string, Payload[]][] = [
  ['none', []],
  ['many', Array.from({ length: 50 }, () => json(event))],
  ['broken JSON', [payload('json/plain', '{"eventId": "e", "occ')]],
  ['a prototype', [payload('json/plain', '{"__proto__": {"eventId": "e"}, "toString": null}')]],
  ['deep JSON', [payload('json/plain', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)]],
  ['a wrong encoding', [payload('binary/plain', '{}')]],
  ['no encoding', [{ data: Buffer.from('{}') }]],
  ['nothing at all', [{}]],
  ['binary/null', [payload('binary/null', '')]],
  [
    'json/protobuf',
    [
      {
        ...payload('json/protobuf', '{}'),
        metadata: { encoding: Buffer.from('json/protobuf'), messageType: Buffer.from('none.Such') },
      },
    ],
  ],
  ['binary/protobuf', [payload('binary/protobuf', Uint8Array.of(8, 1))]],
  ['a custom one', [payload('binary/encrypted', Uint8Array.of(0, 255))]],
];

const ignored = ({ timeline }: PurchaseStatus): unknown[] =>
  timeline.filter((entry) => entry.event === 'ignored').map(({ data }) => data);

async function failedTasks(purchaseId: string): Promise<number> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  return (events ?? []).filter((each) => each.workflowTaskFailedEventAttributes).length;
}

/** The money is back without a word: the purchase was lived as if nothing had been sent. */
async function endsByItself(play: Play): Promise<void> {
  await play.pass(21 * MINUTE_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
}

describe.concurrent('no message of one purchase harms it, or another purchase of the same worker', () => {
  test.each(PAYLOADS)('signals of every name, payload: %s', async (_, payloads) => {
    const other = await openPlay(rig);
    const play = await openPlay(rig);
    for (const name of NAMES) await raw.signal(play.purchaseId, name, ...payloads);
    // Whatever went wrong would go wrong again where the purchase is read back from its history.
    await withWorkerAway(() => Promise.resolve());
    await play.idle();
    const status = await play.status();
    expect(ignored(status)).toEqual(
      ['reserved', 'reserved', 'reserved', 'reserved', '__stack_trace', '__enhanced_stack_trace']
        .concat(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
        .map((signal) => ({ signal, why: 'unknown' })),
    );
    expect(status.stage).toBe('awaiting_sms');
    expect(await failedTasks(play.purchaseId)).toBe(0);
    await endsByItself(play);
    await endsByItself(other);
  });

  test('a reserved name after ten odd ones', async () => {
    const other = await openPlay(rig);
    const play = await openPlay(rig);
    for (let n = 0; n < 12; n += 1) await raw.signal(play.purchaseId, `odd${n}`, json(event));
    for (const name of RESERVED) await raw.signal(play.purchaseId, name, json(event));
    await play.idle();
    expect(ignored(await play.status())).toHaveLength(10);
    await endsByItself(play);
    await endsByItself(other);
  });

  test('a reserved name in the first task, before the purchase has its handlers', async () => {
    const order = rig.sandbox.shop.buy();
    const other = await openPlay(rig);
    await withWorkerAway(async () => {
      await raw.start(taskQueue, WORKFLOW_TYPE, order.purchaseId, order);
      for (const name of RESERVED) await raw.signal(order.purchaseId, name, json(event));
    });
    const play = playOn(rig, order);
    await play.idle();
    expect(ignored(await play.status())).toEqual(
      RESERVED.map(() => ({ signal: 'reserved', why: 'unknown' })),
    );
    await endsByItself(play);
    await endsByItself(other);
  });

  test('updates and queries of every name leave nothing behind', async () => {
    const other = await openPlay(rig);
    const play = await openPlay(rig);
    const { revision } = await play.status();
    for (const name of NAMES) {
      const outcome = await raw
        .update(play.purchaseId, name, [json({ by: { kind: 'customer', id: 'c' } })])
        .catch((error: unknown) => ({ failure: error }));
      expect({ name, ...outcome }).toHaveProperty('failure');
      await raw.query(play.purchaseId, name).catch(() => undefined);
    }
    expect(await play.status()).toMatchObject({ revision, stage: 'awaiting_sms' });
    expect(await failedTasks(play.purchaseId)).toBe(0);
    await endsByItself(play);
    await endsByItself(other);
  });

  test('an empty name is refused by the server', async () => {
    const { purchaseId } = await openPlay(rig);
    await expect(raw.signal(purchaseId, '', json(event))).rejects.toMatchObject({ code: 3 });
    await expect(raw.update(purchaseId, '', [json({})])).rejects.toMatchObject({ code: 3 });
    await expect(raw.query(purchaseId, '')).rejects.toMatchObject({ code: 3 });
  });
});

test('what throws in the activation of one purchase fails its task, again and again, and nothing else', async () => {
  const other = await openPlay(rig);
  const play = await openPlay(rig);
  // What the event sets off in the background goes on in the activation that breaks.
  await withWorkerAway(async () => {
    await rig.returns.smsReceived(play.purchaseId, rig.sandbox.shop.deliverSms(play.purchaseId));
    await raw.signal(play.purchaseId, BREAKS, json(event));
  });
  await expect.poll(() => failedTasks(play.purchaseId), { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
  await endsByItself(other);
  const third = await openPlay(rig);
  await endsByItself(third);
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).terminate('the test is over');
});
