import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import type { HandedOut } from '../../src/ledger/read/webhook-deliveries.ts';
import { readDeliveries, readDelivery } from '../../src/ledger/read/webhook-deliveries.ts';
import { readEndpoints } from '../../src/ledger/read/webhook-endpoints.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { createKey } from '../../src/operations/api-keys.ts';
import { recordOpener } from '../../src/ledger/write/api-openers.ts';
import { appendEvents } from '../../src/ledger/write/publish-events.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { handOut } from '../../src/ledger/write/webhook-hand-out.ts';
import {
  createEndpoint,
  rotateEndpoint,
  sendAgain,
  switchEndpoint,
} from '../../src/operations/webhook-endpoints.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import type { EndpointAlert } from '../../src/ledger/read/webhook-alerts.ts';
import { alertWords } from '../../src/webhooks/alert-words.ts';
import { mailAlerts } from '../../src/webhooks/alerts.ts';
import { deliveries } from '../../src/webhooks/deliver.ts';
import { poster } from '../../src/webhooks/post.ts';
import { PAUSES_MS } from '../../src/webhooks/retry.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { receiver, type Receiver } from './receiver.ts';

const MASTER = randomBytes(32);
const RANGES = readPrivateRanges('127.0.0.0/8') ?? [];
const BEGIN = Date.parse('2026-03-02T09:00:00.000Z');

let ledger: Ledger;
let clock: number;
let alerts: EndpointAlert[];
let takesAlerts: boolean;
/** Endpoints that were made with another master secret. */
let confused: string[];
const now = (): Date => new Date(clock);
beforeEach(async () => {
  ledger = await emptyLedger();
  await recordSnapshot(ledger, snapshotOf('p1'), { now: new Date(BEGIN) });
  clock = BEGIN;
  alerts = [];
  confused = [];
  takesAlerts = true;
});

function carrier(secret: Buffer = MASTER): (handed: HandedOut) => Promise<unknown> {
  const http = poster(RANGES, { tryMs: 2_000 });
  onTestFinished(() => http.close());
  const otherSecret = (endpointId: string): void => void confused.push(endpointId);
  const { deliver } = deliveries({
    ledger,
    secret,
    poster: http,
    switchedOff: () => undefined,
    otherSecret,
    now,
    random: () => 0,
  });
  return deliver;
}

/** What a worker does each minute. */
const mailWhatIsDue = (): Promise<void> =>
  mailAlerts({
    ledger,
    alert(about) {
      if (takesAlerts) alerts.push(about);
      return Promise.resolve(takesAlerts);
    },
    now,
  });

async function endpointOf({ url }: Receiver, more: { service?: string } = {}): Promise<string> {
  const parts = { ledger, secret: MASTER, privateRanges: RANGES };
  const made = await createEndpoint(parts, { url, ...more }, { by: 'admin', now: now() });
  if (!made.ok) throw new Error('the endpoint was not made');
  return made.endpointId;
}

let published = 0;
async function publishSome(events: number, purchaseId = 'p1'): Promise<void> {
  await appendEvents(
    ledger,
    Array.from({ length: events }, () => {
      published += 1;
      const data = { purchaseId };
      return {
        eventId: `evt_${published}`,
        type: 'refund.pending' as const,
        purchaseId,
        at: now().toISOString(),
        data,
      };
    }),
    now(),
  );
}

const handed = async (endpointId: string): Promise<HandedOut[]> =>
  (await handOut(ledger, endpointId, now())) ?? [];

async function one(hook: Receiver): Promise<{ endpointId: string; first: HandedOut }> {
  const endpointId = await endpointOf(hook);
  await publishSome(1);
  const [first] = await handed(endpointId);
  if (first === undefined) throw new Error('nothing was handed out');
  return { endpointId, first };
}

const seen = async (): Promise<unknown> => (await readEndpoints(ledger))[0];

describe('A delivery', () => {
  test('is tried ten times over three days, and then stays to be sent again', async () => {
    const hook = await receiver();
    hook.answer = (response) => response.writeHead(500).end();
    const { endpointId, first } = await one(hook);
    const deliver = carrier();
    for (const pause of PAUSES_MS) {
      expect(await deliver(first)).toEqual({ done: false, againMs: pause });
      clock += 1;
    }
    expect(await deliver(first)).toEqual({ done: true });
    expect(await deliver(first)).toEqual({ done: true });
    expect(hook.received).toHaveLength(10);
    expect(new Set(hook.received.map(({ id, body }) => id + body)).size).toBe(1);
    expect(await readDeliveries(ledger, endpointId, { limit: 5 })).toMatchObject([
      { state: 'failed', tries: 10, lastStatus: 500, endedAt: now().toISOString() },
    ]);
  });

  test('waits as long as the receiver asks', async () => {
    const hook = await receiver();
    hook.answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    const { first } = await one(hook);
    expect(await carrier()(first)).toEqual({ done: false, againMs: HOUR_MS });
  });

  test('with another master secret is not sent, says so, and puts nothing down to the receiver', async () => {
    const hook = await receiver();
    const { endpointId, first } = await one(hook);
    expect(await carrier(randomBytes(32))(first)).toEqual({ done: false, againMs: 5 * MINUTE_MS });
    expect(hook.received).toEqual([]);
    expect(confused).toEqual([endpointId]);
    expect(await readDeliveries(ledger, endpointId, { limit: 5 })).toMatchObject([
      { state: 'waiting', tries: 0, lastError: 'other_master_secret' },
    ]);
    expect(await seen()).toMatchObject({ status: 'enabled' });
    expect(await seen()).not.toHaveProperty('failingSince');
    expect(await carrier()(first)).toEqual({ done: true });
  });

  test('of which twenty are under way to the same receiver comes again in a moment, and counts as no try', async () => {
    const hook = await receiver();
    const open: (() => void)[] = [];
    hook.answer = (response) => open.push(() => response.writeHead(200).end());
    const endpointId = await endpointOf(hook);
    await publishSome(21);
    const twenty = await handed(endpointId);
    expect(twenty).toHaveLength(20);
    expect(await handed(endpointId)).toEqual([]);
    const deliver = carrier();
    const under = twenty.map((each) => deliver(each));
    while (open.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    const [again] = twenty;
    if (again === undefined) throw new Error('nothing was handed out');
    expect(await deliver(again)).toEqual({ done: false, againMs: 500 });
    for (const answer of open) answer();
    expect(await Promise.all(under)).toEqual(Array.from({ length: 20 }, () => ({ done: true })));
    expect(await handed(endpointId)).toHaveLength(1);
  });
});

describe('An endpoint that fails', () => {
  async function failing(): Promise<{
    hook: Receiver;
    endpointId: string;
    deliver: (handed: HandedOut) => Promise<unknown>;
  }> {
    const hook = await receiver();
    hook.answer = (response) => response.writeHead(500).end();
    const endpointId = await endpointOf(hook);
    await publishSome(50);
    const deliver = carrier();
    const first = await handed(endpointId);
    for (const each of first) await deliver(each);
    return { hook, endpointId, deliver };
  }

  test('gets ten events in five minutes until one arrives, and then the rest', async () => {
    const { hook, endpointId, deliver } = await failing();
    expect(await seen()).toMatchObject({ status: 'failing', failingSince: now().toISOString(), behind: 30 });
    clock += 5 * MINUTE_MS - 1;
    expect(await handed(endpointId)).toEqual([]);
    clock += 1;
    const probes = await handed(endpointId);
    expect(probes).toHaveLength(10);
    expect(await handed(endpointId)).toEqual([]);
    hook.answer = (response) => response.writeHead(200).end();
    for (const each of probes) await deliver(each);
    expect(await seen()).toMatchObject({ status: 'enabled', behind: 20 });
    expect(await seen()).not.toHaveProperty('failingSince');
    expect(await handed(endpointId)).toHaveLength(20);
  });

  test('has one mail sent about it after a day, and is switched off after three; what was on its way is kept', async () => {
    const { hook, endpointId, deliver } = await failing();
    const probe = async (): Promise<void> => {
      await publishSome(1);
      for (const each of await handed(endpointId)) await deliver(each);
      await mailWhatIsDue();
    };
    const kinds = (): string[] => alerts.map(({ kind }) => kind);
    clock = BEGIN + DAY_MS - 1;
    await probe();
    expect(kinds()).toEqual([]);
    takesAlerts = false;
    clock = BEGIN + DAY_MS + 6 * MINUTE_MS;
    await probe();
    takesAlerts = true;
    clock += 6 * MINUTE_MS;
    await probe();
    clock += 6 * MINUTE_MS;
    await probe();
    expect(kinds()).toEqual(['failing']);
    clock = BEGIN + 3 * DAY_MS - 1;
    await probe();
    expect(await seen()).toMatchObject({ status: 'failing' });
    clock = BEGIN + 3 * DAY_MS + 5 * MINUTE_MS;
    await probe();
    expect(kinds()).toEqual(['failing', 'switched_off']);
    expect(await seen()).toMatchObject({
      status: 'disabled',
      disabledWhy: 'failing',
      disabledAt: now().toISOString(),
    });
    expect(await handed(endpointId)).toEqual([]);
    // Switched on, it gets all that did not arrive, and all that it has not been handed yet.
    await switchEndpoint(ledger, endpointId, { status: 'enabled', now: now() });
    hook.answer = (response) => response.writeHead(200).end();
    for (let more = await handed(endpointId); more.length > 0; more = await handed(endpointId)) {
      for (const each of more) await deliver(each);
    }
    const all = await readDeliveries(ledger, endpointId, { limit: 200 });
    expect(all).toHaveLength(56);
    expect(all.every(({ state }) => state === 'delivered')).toBe(true);
  });

  test('is not switched off before a mail about it went out', async () => {
    const { endpointId, deliver } = await failing();
    takesAlerts = false;
    for (clock = BEGIN + DAY_MS; clock < BEGIN + 4 * DAY_MS; clock += HOUR_MS) {
      for (const each of await handed(endpointId)) await deliver(each);
      await mailWhatIsDue();
    }
    expect(await seen()).toMatchObject({ status: 'failing' });
  });

  test('that has answered 410 has one mail sent about it when the mail server takes mails again, with one Message-ID', async () => {
    const hook = await receiver();
    hook.answer = (response) => response.writeHead(410).end();
    const { endpointId, first } = await one(hook);
    await carrier()(first);
    const disabledAt = now();
    takesAlerts = false;
    for (clock += 1_000; clock < BEGIN + HOUR_MS; clock += MINUTE_MS) await mailWhatIsDue();
    expect(alerts).toEqual([]);
    takesAlerts = true;
    // Two workers, of which one came first; and a mail whose turn is not over yet.
    await mailWhatIsDue();
    clock += 5 * MINUTE_MS;
    await Promise.all([mailWhatIsDue(), mailWhatIsDue()]);
    for (clock += 1_000; clock < BEGIN + 2 * HOUR_MS; clock += MINUTE_MS) await mailWhatIsDue();
    const url = hook.url;
    expect(alerts).toEqual([{ kind: 'gone', endpointId, url, disabledAt }]);
    expect(alerts.map((each) => alertWords(each).id)).toEqual([`${endpointId}.gone.${disabledAt.getTime()}`]);

    // Each time anew.
    await switchEndpoint(ledger, endpointId, { status: 'enabled', now: now() });
    for (const each of await handed(endpointId)) await carrier()(each);
    await mailWhatIsDue();
    expect(alerts.map(({ kind }) => kind)).toEqual(['gone', 'gone']);
    await switchEndpoint(ledger, endpointId, { status: 'enabled', now: now() });
    await switchEndpoint(ledger, endpointId, { status: 'disabled', now: now() });
    await mailWhatIsDue();
    expect(alerts).toHaveLength(2);
  });
});

describe('An event that was given up', () => {
  /** Has all that is handed out fail ten times. */
  async function giveUp(endpointId: string, deliver: (handed: HandedOut) => Promise<unknown>): Promise<void> {
    for (const each of await handed(endpointId)) {
      for (let tries = 0; tries < 10; tries += 1) await deliver(each);
    }
  }

  test('is on record, has one mail a day at most sent about it, and arrives when it is sent again', async () => {
    const hook = await receiver();
    const endpointId = await endpointOf(hook);
    const deliver = carrier();
    // Only these: whatever else comes arrives, so the endpoint is well.
    hook.answer = (response) => response.writeHead(500).end();
    await publishSome(2);
    await giveUp(endpointId, deliver);
    const first = now();
    hook.answer = (response) => response.writeHead(204).end();
    await publishSome(1);
    for (const each of await handed(endpointId)) await deliver(each);
    expect(await seen()).toMatchObject({ status: 'enabled', failed: 2 });
    expect(await readDeliveries(ledger, endpointId, { limit: 9, state: 'failed' })).toMatchObject([
      { sequence: 2, tries: 10, lastStatus: 500, endedAt: first.toISOString() },
      { sequence: 1, tries: 10, lastStatus: 500, endedAt: first.toISOString() },
    ]);

    takesAlerts = false;
    clock += MINUTE_MS;
    await mailWhatIsDue();
    takesAlerts = true;
    for (let minutes = 0; minutes < 30; minutes += 1) {
      clock += MINUTE_MS;
      await mailWhatIsDue();
    }
    expect(alerts).toMatchObject([{ kind: 'given_up', endpointId, events: 2, latest: first }]);

    hook.answer = (response) => response.writeHead(500).end();
    await publishSome(1);
    await giveUp(endpointId, deliver);
    const mailedAsOf = (alerts[0] as { asOf: Date } | undefined)?.asOf.getTime() ?? 0;
    for (clock += MINUTE_MS; clock < mailedAsOf + DAY_MS; clock += HOUR_MS) await mailWhatIsDue();
    // What ended ten seconds before is on record.
    clock = mailedAsOf + DAY_MS + 10_000 - 1;
    await mailWhatIsDue();
    expect(alerts).toHaveLength(1);
    clock += 1;
    await mailWhatIsDue();
    expect(alerts.slice(1)).toMatchObject([{ kind: 'given_up', endpointId, events: 1 }]);

    hook.answer = (response) => response.writeHead(204).end();
    expect(await sendAgain(ledger, endpointId, { eventId: hook.received[0]?.id ?? '' })).toEqual({
      result: 'queued',
      events: 1,
    });
    for (const each of await handed(endpointId)) expect(await deliver(each)).toEqual({ done: true });
    expect(await seen()).toMatchObject({ failed: 2 });
    expect(await readDeliveries(ledger, endpointId, { limit: 9 })).toMatchObject([
      { sequence: 4, state: 'failed' },
      { sequence: 3, state: 'delivered' },
      { sequence: 2, state: 'failed' },
      { sequence: 1, state: 'delivered' },
    ]);
  });
});

describe('Sent again', () => {
  test('is what waits for its next try, too; and what is new comes before it', async () => {
    const hook = await receiver();
    hook.answer = (response) => response.writeHead(500).end();
    const endpointId = await endpointOf(hook);
    await publishSome(3);
    const deliver = carrier();
    for (const each of await handed(endpointId)) await deliver(each);
    hook.answer = (response) => response.writeHead(200).end();
    expect(await sendAgain(ledger, endpointId, { since: new Date(BEGIN) })).toEqual({
      result: 'queued',
      events: 3,
    });
    await publishSome(1);
    const next = await handed(endpointId);
    expect(next.map(({ sequence, round }) => [sequence, round])).toEqual([
      [4, 1],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
    for (const each of next) expect(await deliver(each)).toEqual({ done: true });
    expect(await handed(endpointId)).toEqual([]);
    expect((await readDeliveries(ledger, endpointId, { limit: 9 })).map(({ state }) => state)).toEqual(
      Array.from({ length: 4 }, () => 'delivered'),
    );
  });

  test('an answer that comes after the endpoint was switched off does not lose the event', async () => {
    const hook = await receiver();
    const open: (() => void)[] = [];
    hook.answer = (response) => open.push(() => response.writeHead(503).end());
    const { endpointId, first } = await one(hook);
    const deliver = carrier();
    const under = deliver(first);
    while (open.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await switchEndpoint(ledger, endpointId, { status: 'disabled', now: now() });
    for (const answer of open) answer();
    await under;
    hook.answer = (response) => response.writeHead(200).end();
    expect(await deliver(first)).toEqual({ done: true });
    expect(hook.received).toHaveLength(1);
    await switchEndpoint(ledger, endpointId, { status: 'enabled', now: now() });
    const [again] = await handed(endpointId);
    if (again === undefined) throw new Error('it was not handed out');
    expect(await deliver(again)).toEqual({ done: true });
    expect(hook.received.map(({ id }) => id)).toEqual([hook.received[0]?.id, hook.received[0]?.id]);
  });
});

test('an endpoint of a service gets the purchases that this one has opened and their replacements, and no other, also again', async () => {
  const others = [
    snapshotOf('p2'),
    snapshotOf('p3', { snapshot: { originalPurchaseId: 'p1', depth: 1 } }),
    snapshotOf('p4'),
  ];
  for (const snapshot of others) await recordSnapshot(ledger, snapshot, { now: now() });
  await createKey(ledger, { caller: 'shop-a', role: 'service' }, now());
  await recordOpener(ledger, 'p1', 'shop-a');
  await recordOpener(ledger, 'p2', 'shop-b');
  const hook = await receiver();
  const endpointId = await endpointOf(hook, { service: 'shop-a' });
  for (const purchaseId of ['p2', 'p1', 'p4', 'p3', 'p2']) await publishSome(1, purchaseId);
  const sequences = async (): Promise<number[]> => (await handed(endpointId)).map(({ sequence }) => sequence);
  const first = await handed(endpointId);
  expect(first.map(({ sequence }) => sequence)).toEqual([2, 4]);
  const deliver = carrier();
  for (const each of first) await deliver(each);
  expect(await seen()).toMatchObject({ service: 'shop-a', behind: 0 });
  expect(await sendAgain(ledger, endpointId, { since: new Date(0) })).toEqual({
    result: 'queued',
    events: 2,
  });
  expect(await sequences()).toEqual([2, 4]);
  const idOf = (n: number): string => `evt_${published - 5 + n}`;
  expect(await sendAgain(ledger, endpointId, { eventId: idOf(1) })).toEqual({ result: 'other_service' });
  expect(await sendAgain(ledger, endpointId, { eventId: idOf(2) })).toEqual({ result: 'queued', events: 1 });
});

test('after two rotations all secrets that were promised to sign do, until the overlap ends or is ended', async () => {
  const hook = await receiver();
  const { endpointId, first } = await one(hook);
  const rotate = (overlapMs: number): Promise<unknown> =>
    rotateEndpoint({ ledger, secret: MASTER }, endpointId, { overlapMs, now: now() });
  const signing = async (): Promise<number[] | undefined> =>
    (await readDelivery(ledger, first, now()))?.generations;
  await rotate(DAY_MS);
  clock += HOUR_MS;
  await rotate(HOUR_MS);
  expect(await signing()).toEqual([3, 2, 1]);
  clock = BEGIN + DAY_MS - 1;
  expect(await signing()).toEqual([3, 2, 1]);
  clock += 1;
  expect(await signing()).toEqual([3]);
  await rotate(DAY_MS);
  expect(await signing()).toEqual([4, 3]);
  await rotate(0);
  expect(await signing()).toEqual([5]);
});
