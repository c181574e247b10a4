import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import type { FeedEventType } from '../../src/contract/feed-event.ts';
import { readDeliveries } from '../../src/ledger/read/webhook-deliveries.ts';
import { appendEvents } from '../../src/ledger/write/publish-events.ts';
import { removeEndpoint } from '../../src/ledger/write/webhook-endpoints.ts';
import { createEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';
import { GRPC } from '../../src/temporal/grpc-status.ts';
import { startHandingOut } from '../../src/webhooks/hand-out.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import { denyingProxy } from '../temporal/denying-proxy.ts';
import { lastTaskOf, resetTo } from '../workflows/reset.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { receiver, type Receiver } from './receiver.ts';

const MASTER = randomBytes(32);
const RANGES = readPrivateRanges('127.0.0.0/8') ?? [];
const SOON = { timeout: 60_000, interval: 50 };

let rig: TestRig;
beforeAll(async () => {
  const alert = (): Promise<boolean> => Promise.resolve(true);
  rig = await testRig({ webhooks: { secret: MASTER, privateRanges: RANGES, alert } });
});
afterAll(() => rig.stop());

async function endpointAt({ url }: Receiver, types?: FeedEventType[]): Promise<string> {
  const parts = { ledger: rig.ledger, secret: MASTER, privateRanges: RANGES };
  const endpoint = await createEndpoint(
    parts,
    { url, ...(types && { types }) },
    { by: 'admin', now: new Date() },
  );
  if (!endpoint.ok) throw new Error('the endpoint was not made');
  return endpoint.endpointId;
}

let made = 0;
/** So many events of one type, as a purchase would have them. */
function eventsOf(type: 'refund.pending' | 'refund.failed', events: number) {
  return Array.from({ length: events }, () => {
    made += 1;
    const purchaseId = 'p1';
    const at = new Date().toISOString();
    return { eventId: `evt_${made}`, type, purchaseId, at, data: { purchaseId } };
  });
}

test('a receiver that never answers keeps only its own events waiting', async () => {
  const [silent, well] = [await receiver(), await receiver()];
  const open = new Set<ServerResponse>();
  silent.answer = (response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
  };
  const endpoints = [await endpointAt(silent, ['refund.pending']), await endpointAt(well, ['refund.failed'])];
  const events = [...eventsOf('refund.pending', 50), ...eventsOf('refund.failed', 20)];
  await appendEvents(rig.ledger, events, new Date());
  await vi.waitFor(() => expect([silent.received.length, well.received.length]).toEqual([20, 20]), SOON);
  expect(open.size).toBe(20);
  expect(well.received.map(({ event }) => event.type)).toEqual(Array(20).fill('refund.failed'));
  expect(new Set(well.received.map(({ id }) => id)).size).toBe(20);
  const [ofSilent] = await Promise.all(
    endpoints.map((endpointId) => readDeliveries(rig.ledger, endpointId, { limit: 100 })),
  );
  expect(new Set(ofSilent?.map(({ state, tries }) => `${state} ${tries}`))).toEqual(new Set(['sending 0']));
  for (const endpointId of endpoints) await removeEndpoint(rig.ledger, endpointId);
  for (const response of open) response.writeHead(204).end();
});

/** An event in the feed, for one endpoint, while no worker is there. */
async function oneEventWithoutWorker() {
  const hook = await receiver();
  await rig.stopWorker();
  const endpointId = await endpointAt(hook);
  const [event] = eventsOf('refund.pending', 1);
  if (event === undefined) throw new Error('no event');
  await appendEvents(rig.ledger, [event], new Date());
  return { hook, endpointId, event };
}

/** Hands out while no worker is there, as of this time ago. `until`: what it waits for before it ends. */
async function handOutFrom(client: Client, until: () => Promise<void>, agoMs: number): Promise<unknown[]> {
  const warned: unknown[] = [];
  const handing = startHandingOut({
    ledger: rig.ledger,
    client,
    taskQueue: rig.taskQueue,
    log: { warn: (message) => void warned.push(message) },
    now: () => new Date(Date.now() - agoMs),
  });
  await vi.waitFor(until, SOON);
  await handing.stop();
  return warned;
}

test('what one worker could not give to Temporal is given by another one', async (context) => {
  const { hook, endpointId, event } = await oneEventWithoutWorker();
  const address = await denyingProxy(
    inject('temporalAddress'),
    'StartActivityExecution',
    GRPC.PERMISSION_DENIED,
    context,
  );
  const connection = await Connection.connect({ address });
  const denied = new Client({ connection, namespace: rig.namespace });
  const handedOut = async (): Promise<void> => {
    const seen = await readDeliveries(rig.ledger, endpointId, { limit: 9 });
    expect(seen).toMatchObject([{ eventId: event.eventId, state: 'sending', tries: 0 }]);
  };
  expect(await handOutFrom(denied, handedOut, 2 * MINUTE_MS)).toContain(
    'a webhook was not given to Temporal',
  );
  await connection.close();
  expect(hook.received).toEqual([]);

  await rig.startWorker();
  await vi.waitFor(() => expect(hook.received.map(({ id }) => id)).toEqual([event.eventId]), SOON);
  await removeEndpoint(rig.ledger, endpointId);
});

test('what Temporal did not take is given to it in the next round', async () => {
  const { hook, endpointId, event } = await oneEventWithoutWorker();
  let asked = 0;
  const { activity } = rig.temporal;
  const start: typeof activity.start = (...args) => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Error('away')) : activity.start(...args);
  };
  // Sound: nothing else of the client is used to hand out.
  const client = { activity: { start } } as unknown as Client;
  const handing = startHandingOut({
    ledger: rig.ledger,
    client,
    taskQueue: rig.taskQueue,
    log: { warn: () => undefined },
    now: () => new Date(),
  });
  await vi.waitFor(() => {
    handing.nudge();
    expect(asked).toBe(2);
  }, SOON);
  await handing.stop();
  await rig.startWorker();
  await vi.waitFor(() => expect(hook.received.map(({ id }) => id)).toEqual([event.eventId]), SOON);
  await removeEndpoint(rig.ledger, endpointId);
});

test('a delivery that Temporal has lost is started again, under the same webhook-id, before its first try and after one', async () => {
  const { hook, endpointId, event } = await oneEventWithoutWorker();
  const { sequence } = await rig.ledger
    .selectFrom('events')
    .select('sequence')
    .where('event_id', '=', event.eventId)
    .executeTakeFirstOrThrow();
  const activity = rig.temporal.activity.getHandle(`webhook-${endpointId}-${sequence}-1`);
  const isThere = async (): Promise<void> => void (await activity.describe());
  await handOutFrom(rig.temporal, isThere, 2 * MINUTE_MS);
  await activity.terminate('lost');
  hook.answer = (response) => response.writeHead(503).end();
  await rig.startWorker();
  await vi.waitFor(async () => {
    const seen = await readDeliveries(rig.ledger, endpointId, { limit: 9 });
    expect(seen).toMatchObject([{ state: 'waiting', tries: 1, lastStatus: 503 }]);
  }, SOON);

  await rig.stopWorker();
  await activity.terminate('lost');
  hook.answer = (response) => response.writeHead(204).end();
  await rig.ledger
    .updateTable('webhook_deliveries')
    .set({ next_try_at: new Date(Date.now() - 11 * MINUTE_MS) })
    .where('endpoint_id', '=', endpointId)
    .execute();
  await rig.startWorker();
  await vi.waitFor(async () => {
    const seen = await readDeliveries(rig.ledger, endpointId, { limit: 9 });
    expect(seen).toMatchObject([{ state: 'delivered', tries: 2, lastStatus: 204 }]);
  }, SOON);
  expect(hook.received.map(({ id }) => id)).toEqual([event.eventId, event.eventId]);
  await removeEndpoint(rig.ledger, endpointId);
});

test('after a reset no event of the purchase is published or delivered twice; what happens differently then is a new event', async () => {
  const hook = await receiver();
  const endpointId = await endpointAt(hook);
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  const reason = 'The code was refused, although I tried it often.';
  const evidence = [{ evidenceId: 'screenshot-1' }];
  await play.customer('submitClaim', { claimType: 'invalid_number', reason, evidence });
  const before = await lastTaskOf(rig, play.purchaseId);
  const reject = (clause: 'X1' | 'X3') =>
    play.support('decideClaim', { decision: 'reject', clause, note: 'It does not fit.' });
  const feed = () =>
    rig.ledger
      .selectFrom('events')
      .select(['event_id', 'type', 'data'])
      .where('purchase_id', '=', play.purchaseId)
      .orderBy('sequence')
      .execute();
  const nothingIsDue = async (events: number): Promise<void> => {
    await vi.waitFor(async () => {
      expect(await rig.ledger.selectFrom('events_due').selectAll().execute()).toEqual([]);
      expect(await feed()).toHaveLength(events);
    }, SOON);
  };
  await reject('X1');
  await nothingIsDue(3);
  const published = await feed();
  expect(published.map(({ type }) => type)).toEqual(['purchase.opened', 'claim.filed', 'claim.decided']);

  await resetTo(rig, play.purchaseId, before);
  await play.idle();
  await reject('X1');
  await nothingIsDue(3);
  expect(await feed()).toEqual(published);

  await resetTo(rig, play.purchaseId, before);
  await play.idle();
  await reject('X3');
  await nothingIsDue(4);
  const all = await feed();
  expect(all.slice(0, 3)).toEqual(published);
  const { claims } = await play.status();
  expect(all[3]).toMatchObject({
    type: 'claim.decided',
    data: { purchaseId: play.purchaseId, claimId: claims[0]?.claimId, clause: 'X3', status: 'rejected' },
  });
  await vi.waitFor(() => expect(hook.received).toHaveLength(4), SOON);
  expect(hook.received.map(({ id }) => id).toSorted()).toEqual(all.map((each) => each.event_id).toSorted());
  await removeEndpoint(rig.ledger, endpointId);
});
