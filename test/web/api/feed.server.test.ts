import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openPlay, playOn, type Play } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { MINUTE_MS } from '../../../src/policy/duration.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

interface Event {
  id: string;
  type: string;
  timestamp: string;
  sequence: number;
  data: { purchaseId: string };
}

let rig: RunningRig;
let api: TestApi;
let mine: Play;
let theirs: Play;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
  mine = playOn(rig, await openedBy(api, rig));
  theirs = await openPlay(rig);
  await Promise.all([mine.pass(21 * MINUTE_MS), theirs.pass(21 * MINUTE_MS)]);
  for (const { purchaseId } of [mine, theirs]) {
    await vi.waitUntil(async () => (await feed(`purchaseId=${purchaseId}`)).length === 3, {
      timeout: 30_000,
      interval: 50,
    });
  }
});

const read = (query: string, key = api.keys.viewer) => api.call('GET', `/v1/events?${query}`, { key });
const feed = async (query: string, key?: string): Promise<Event[]> =>
  (await read(query, key)).body['entries'] as Event[];

describe('The feed', () => {
  test('has what happened in its order, as the published schema says, with the clock of the purchase', async () => {
    const { body } = await read(`purchaseId=${mine.purchaseId}`);
    const entries = body['entries'] as Event[];
    expect(entries.map(({ type }) => type)).toEqual([
      'purchase.opened',
      'refund.confirmed',
      'purchase.closed',
    ]);
    const { timeline } = await mine.status();
    expect(entries.at(-1)?.timestamp).toBe(timeline.find(({ event }) => event === 'purchase_closed')?.at);
    expect(body['next']).toBe(entries.at(-1)?.sequence);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const isEvent = ajv.compile(
      JSON.parse(readFileSync('src/contract/schemas/feed-event.schema.json', 'utf8')) as object,
    );
    for (const entry of entries) expect([isEvent(entry), isEvent.errors]).toEqual([true, null]);
    expect(isEvent({ ...entries[0], type: 'purchase.vanished' })).toBe(false);
  });

  test('tells of each try of a refund that the order service refuses, each with an id of its own, and once that a person is needed', async () => {
    const play = await openPlay(rig);
    const heal = play.fault('refund', { kind: 'refused', reason: 'the bank is away' });
    // It is refused at once, and again a quarter of an hour later.
    await play.pass(21 * MINUTE_MS);
    await play.pass(20 * MINUTE_MS);
    heal();
    await play.pass(60 * MINUTE_MS);
    const told = (): Promise<Event[]> => feed(`purchaseId=${play.purchaseId}`);
    await vi.waitUntil(async () => (await told()).some(({ type }) => type === 'purchase.closed'), {
      timeout: 30_000,
      interval: 50,
    });
    const events = await told();
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'attention.raised',
      'purchase.closed',
      'purchase.opened',
      'refund.confirmed',
      'refund.failed',
      'refund.failed',
    ]);
    const failed = events.filter(({ type }) => type === 'refund.failed');
    expect(failed.map(({ data }) => data)).toEqual([
      { purchaseId: play.purchaseId },
      { purchaseId: play.purchaseId },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(6);
  });

  test('goes on after a place, in parts, until there is nothing, and the place then stays', async () => {
    const own = `purchaseId=${mine.purchaseId}`;
    const first = (await read(`${own}&limit=2`)).body;
    const second = (await read(`${own}&limit=2&after=${String(first['next'])}`)).body;
    const third = (await read(`${own}&limit=2&after=${String(second['next'])}`)).body;
    expect((first['entries'] as Event[]).length).toBe(2);
    expect((second['entries'] as Event[]).map(({ type }) => type)).toEqual(['purchase.closed']);
    expect(third).toEqual({ entries: [], next: second['next'] });
  });

  test('refuses a place that it never came to, and says where it ends', async () => {
    const last = (await feed('after=0&limit=200')).at(-1)?.sequence ?? 0;
    expect((await read(`after=${last}`)).status).toBe(200);
    // Others of this file may have published something since, so it is far beyond.
    const beyond = await read(`after=${last + 9_999}`);
    expect(beyond).toMatchObject({ status: 409, body: { code: 'feed_is_behind' } });
    expect(beyond.body['last']).toBeGreaterThanOrEqual(last);
    expect(beyond.body['entries']).toBeUndefined();
  });

  test('can be asked for some types', async () => {
    const types = 'types=purchase.opened,purchase.closed';
    expect((await feed(`purchaseId=${mine.purchaseId}&${types}`)).map(({ type }) => type)).toEqual([
      'purchase.opened',
      'purchase.closed',
    ]);
  });

  test('has only what came into it since an instant, also if that happened earlier or later', async () => {
    const own = `purchaseId=${mine.purchaseId}`;
    const told = await rig.ledger
      .selectFrom('events')
      .select('told_at')
      .where('purchase_id', '=', mine.purchaseId)
      .where('type', '=', 'purchase.closed')
      .executeTakeFirstOrThrow();
    const since = told.told_at.toISOString();
    expect((await feed(`${own}&since=${since}`)).map(({ type }) => type)).toContain('purchase.closed');
    const later = new Date(told.told_at.getTime() + 1).toISOString();
    // Told by now, and 21 minutes ahead by the purchase's own clock.
    expect(await feed(`${own}&since=${later}`)).toEqual([]);
  });

  test('shows a service its own purchases and their replacements, and no other', async () => {
    const ids = new Set<string>();
    for (let after = 0; ;) {
      const { entries, next } = (await read(`limit=200&after=${after}`, api.keys.service)).body as {
        entries: Event[];
        next: number;
      };
      for (const { data } of entries) ids.add(data.purchaseId);
      if (entries.length === 0) break;
      after = next;
    }
    expect([...ids]).toEqual([mine.purchaseId]);
    expect(await feed(`purchaseId=${theirs.purchaseId}`, api.keys.service)).toEqual([]);
    const { token } = await createKey(
      rig.ledger,
      { caller: 'another-shop-of-the-feed', role: 'service' },
      new Date(),
    );
    expect(await feed(`purchaseId=${mine.purchaseId}`, token)).toEqual([]);
  });

  test('shows a service its purchase also if the process that opened it died before it noted whose it is', async () => {
    const { token } = await createKey(rig.ledger, { caller: 'shop-cut-off', role: 'service' }, new Date());
    const order = rig.sandbox.shop.buy({});
    await rig.returns.openPurchase(order, { openedBy: 'shop-cut-off' });
    const types = async (): Promise<string[]> => (await feed('limit=200', token)).map(({ type }) => type);
    await expect.poll(types, { timeout: 30_000 }).toEqual(['purchase.opened']);
  });

  test.each([
    ['after=-1', 'after'],
    ['after=1.5', 'after'],
    ['after=9007199254740993', 'after'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['since=yesterday', 'since'],
    ['types=purchase.gone', 'types'],
    ['purchaseId=a%00b', 'purchaseId'],
    ['types=purchase.opened,', 'types'],
  ])('refuses %s, and names the parameter', async (query, name) => {
    const { status, body } = await read(query);
    expect([status, body['code']]).toEqual([400, 'malformed_parameter']);
    expect(body['detail']).toContain(name);
  });
});
