import { beforeAll, expect, test } from 'vitest';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { eventsOf } from '../../src/feed/events-of.ts';
import { eventsDue } from '../../src/ledger/read/events-due.ts';
import { readFeed } from '../../src/ledger/read/feed.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { noteInLedger } from '../../src/ledger/write/note-in-ledger.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { appendEvents, publishEvents } from '../../src/ledger/write/publish-events.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';

const PURCHASES = 12;
const CLAIMS = 6;
const OPENED: TimelineEntry = {
  at: '2026-03-02T09:00:00.000Z',
  event: 'purchase_opened',
  actor: 'system',
  visibility: 'public',
  data: { policyVersion: '2026-01' },
};

let ledger: Ledger;
beforeAll(async () => {
  ledger = await emptyLedger();
});

const idOf = (n: number): string => `p${n}`;
const filed = (n: number, claim: number): TimelineEntry => ({
  at: `2026-03-02T1${claim}:00:00.000Z`,
  event: 'claim_filed',
  actor: 'customer',
  visibility: 'public',
  data: { claimId: `clm_${idOf(n)}_${claim}`, claimType: 'major_defect' },
});

/** A purchase with so many claims. */
const record = (n: number, claims: number): Promise<unknown> =>
  recordSnapshot(
    ledger,
    snapshotOf(idOf(n), {
      position: { historyLength: 3 + claims, revision: 2 + claims },
      status: {
        timeline: [OPENED, ...Array.from({ length: claims }, (_, k) => filed(n, k + 1))],
      },
    }),
    { now: new Date() },
  );

async function publishAll(): Promise<void> {
  const due = await eventsDue(ledger, 100);
  if (due.length === 0) return;
  await publishEvents(
    ledger,
    due.map((each) => Object.assign(each, { what: 'everything' as const })),
    eventsOf,
    new Date(),
  );
}

test('several processes publish at once: each change comes into the feed once, and no reader can skip one', async () => {
  const work: { writing: boolean } = { writing: true };
  const write = async (): Promise<void> => {
    for (let claims = 0; claims <= CLAIMS; claims += 1) {
      await Promise.all(Array.from({ length: PURCHASES }, (_, n) => record(n, claims)));
    }
  };
  const untilWritten = async (act: () => Promise<void>): Promise<void> => {
    while (work.writing) await act();
  };
  const read: { sequence: number; id: string }[] = [];
  const readOn = async (): Promise<void> => {
    const { entries } = await readFeed(ledger, { after: read.at(-1)?.sequence ?? 0, limit: 7 });
    read.push(...entries.map(({ sequence, id }) => ({ sequence, id })));
  };
  const writing = write().finally(() => {
    work.writing = false;
  });
  await Promise.all([
    writing,
    untilWritten(publishAll),
    untilWritten(publishAll),
    untilWritten(publishAll),
    untilWritten(readOn),
  ]);
  for (let due = 1; due > 0; due = (await eventsDue(ledger, 100)).length) await publishAll();
  for (let before = -1; before < read.length;) {
    before = read.length;
    await readOn();
  }
  expect(read.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: PURCHASES * (CLAIMS + 1) }, (_, n) => n + 1),
  );
  expect(new Set(read.map(({ id }) => id)).size).toBe(read.length);
  for (let n = 0; n < PURCHASES; n += 1) {
    const { entries } = await readFeed(ledger, { after: 0, limit: 100, purchaseId: idOf(n) });
    expect(entries.map(({ type, data }) => [type, 'claimId' in data ? data.claimId : undefined])).toEqual([
      ['purchase.opened', undefined],
      ...Array.from({ length: CLAIMS }, (_, k) => ['claim.filed', `clm_${idOf(n)}_${k + 1}`]),
    ]);
  }
});

test('an entry that the ledger itself adds while events of its purchase are being published is published too', async () => {
  const failed = (refundId: string): TimelineEntry => ({
    at: '2026-03-20T09:00:00.000Z',
    event: 'refund_failed',
    actor: 'service',
    clause: 'R2',
    visibility: 'public',
    data: { amount: 149, currency: 'EUR', refundId },
  });
  for (let n = 0; n < 20; n += 1) {
    const note = ledger
      .transaction()
      .execute((transaction) => noteInLedger(transaction, idOf(0), failed(`r${n}`)));
    await Promise.all([note, publishAll(), publishAll()]);
  }
  await publishAll();
  const { entries } = await readFeed(ledger, {
    after: 0,
    limit: 100,
    purchaseId: idOf(0),
    types: ['refund.failed'],
  });
  expect(entries.map(({ data }) => ('refundId' in data ? data.refundId : undefined))).toEqual(
    Array.from({ length: 20 }, (_, n) => `r${n}`),
  );
});

test('what an earlier version published with the reference of support is not published again without it', async () => {
  const data = { amount: 149, currency: 'EUR', refundId: 'DE89 Quercus' };
  const confirmed: TimelineEntry = {
    at: '2026-03-02T10:00:00.000Z',
    event: 'refund_confirmed',
    actor: 'service',
    clause: 'R2',
    visibility: 'public',
    data,
  };
  const publishWith = async (purchaseId: string): Promise<void> => {
    const refund = { key: `refund:${purchaseId}`, ...data, status: 'confirmed', byHand: true } as const;
    await recordSnapshot(
      ledger,
      snapshotOf(purchaseId, { status: { refund, timeline: [OPENED, confirmed] } }),
      {
        now: new Date(),
      },
    );
    await publishAll();
  };
  const [byEarlier] = eventsOf({ purchaseId: 'published', timeline: [confirmed] });
  if (byEarlier === undefined) throw new Error('nothing published');
  await appendEvents(ledger, [byEarlier], new Date());
  await publishWith('published');
  await publishWith('unpublished');
  const publishedOf = async (purchaseId: string) =>
    (await readFeed(ledger, { after: 0, limit: 100, purchaseId })).entries.map((each) => [
      each.type,
      each.data,
    ]);
  expect(await publishedOf('published')).toEqual([
    [
      'refund.confirmed',
      { purchaseId: 'published', clause: 'R2', refundId: 'DE89 Quercus', amount: 149, currency: 'EUR' },
    ],
    ['purchase.opened', { purchaseId: 'published', policyVersion: '2026-01' }],
  ]);
  expect(await publishedOf('unpublished')).toEqual([
    ['purchase.opened', { purchaseId: 'unpublished', policyVersion: '2026-01' }],
    [
      'refund.confirmed',
      { purchaseId: 'unpublished', clause: 'R2', amount: 149, currency: 'EUR', byHand: true },
    ],
  ]);
});
