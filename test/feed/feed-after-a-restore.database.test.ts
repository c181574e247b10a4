import { expect, test } from 'vitest';
import { readFeed } from '../../src/ledger/read/feed.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { lastPlaceOf, skipPlaces } from '../../src/ledger/write/feed-places.ts';
import { appendEvents, type NewEvent } from '../../src/ledger/write/publish-events.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';

const NOW = new Date('2026-03-04T00:00:00.000Z');

const opened = (n: number): NewEvent => ({
  eventId: `evt_${n}`,
  type: 'purchase.opened',
  purchaseId: `p${n}`,
  at: '2026-03-02T09:00:00.000Z',
  data: { purchaseId: `p${n}`, policyVersion: '2026-01' },
});

const publish = (ledger: Ledger, ...ns: number[]): Promise<number> =>
  appendEvents(ledger, ns.map(opened), NOW);

const after = async (ledger: Ledger, place: number): Promise<[number, string][]> =>
  (await readFeed(ledger, { after: place, limit: 50 })).entries.map(({ sequence, id }) => [sequence, id]);

test('no place is given out twice, and whoever stands at one that was lost misses nothing of what comes', async () => {
  const ledger = await emptyLedger();
  await publish(ledger, 1, 2, 3, 4, 5);
  const stoodAt = await lastPlaceOf(ledger);
  expect(stoodAt).toBe(5);
  // The dump has the first three.
  await ledger.deleteFrom('events').where('sequence', '>', 3).execute();
  expect(await skipPlaces(ledger, NOW)).toBe(1_000_004);
  expect(await lastPlaceOf(ledger)).toBe(1_000_003);
  // What was lost is told again, under the id that it had, and something new.
  expect(await publish(ledger, 3, 5, 6)).toBe(2);
  expect(await after(ledger, stoodAt)).toEqual([
    [1_000_004, 'evt_5'],
    [1_000_005, 'evt_6'],
  ]);
  expect(await after(ledger, 2)).toEqual([
    [3, 'evt_3'],
    [1_000_004, 'evt_5'],
    [1_000_005, 'evt_6'],
  ]);
  expect(await lastPlaceOf(ledger)).toBe(1_000_005);
});

test('a feed that nobody has published to ends at 0, and begins after what was left out', async () => {
  const ledger = await emptyLedger();
  expect(await lastPlaceOf(ledger)).toBe(0);
  expect(await skipPlaces(ledger, NOW)).toBe(1_000_001);
  await publish(ledger, 1);
  expect(await after(ledger, 0)).toEqual([[1_000_001, 'evt_1']]);
});
