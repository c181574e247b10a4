import { describe, expect, test } from 'vitest';
import type { TimelineEntry } from '../../../src/contract/status.ts';
import { noteInLedger } from '../../../src/ledger/write/note-in-ledger.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const at = '2026-03-09T09:00:00.000Z';
const late: TimelineEntry = { at, event: 'late_sms', actor: 'service', visibility: 'internal' };

const note = (ledger: Ledger, purchaseId: string, entry = late): Promise<number | undefined> =>
  ledger.transaction().execute((transaction) => noteInLedger(transaction, purchaseId, entry));

describe('an entry in addition to the workflow’s timeline', () => {
  test('is kept word for word, with its own number, and leaves the workflow’s entries alone', async () => {
    const ledger = await emptyLedger();
    await recordSnapshot(ledger, snapshotOf('p1'), { now: new Date(at) });
    expect(await note(ledger, 'p1')).toBe(1);
    const noted: TimelineEntry = {
      ...late,
      event: 'late_claim',
      actor: 'customer',
      clause: 'P1',
      visibility: 'public',
      data: { claimType: 'major_defect', times: 2, last: true },
    };
    expect(await note(ledger, 'p1', noted)).toBe(2);
    // A later snapshot knows nothing of them, and leaves them.
    await recordSnapshot(ledger, snapshotOf('p1', { position: { historyLength: 9 } }), { now: new Date(at) });
    const rows = await ledger
      .selectFrom('timeline')
      .select(['source', 'n', 'at', 'event', 'actor', 'clause', 'visibility', 'data', 'superseded_at'])
      .orderBy('entry_id')
      .execute();
    expect(rows).toEqual([
      expect.objectContaining({ source: 'workflow', n: 1, event: 'purchase_opened', superseded_at: null }),
      {
        source: 'ledger',
        n: 1,
        at: new Date(at),
        event: 'late_sms',
        actor: 'service',
        clause: null,
        visibility: 'internal',
        data: null,
        superseded_at: null,
      },
      {
        source: 'ledger',
        n: 2,
        at: new Date(at),
        event: 'late_claim',
        actor: 'customer',
        clause: 'P1',
        visibility: 'public',
        data: { claimType: 'major_defect', times: 2, last: true },
        superseded_at: null,
      },
    ]);
  });

  test('from many writers at once: each has a number of its own, without a gap', async () => {
    const ledger = await emptyLedger();
    await recordSnapshot(ledger, snapshotOf('p1'), { now: new Date(at) });
    await recordSnapshot(ledger, snapshotOf('p2'), { now: new Date(at) });
    const numbers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => note(ledger, index % 3 === 0 ? 'p2' : 'p1')),
    );
    const of = (purchase: 'p1' | 'p2') =>
      numbers
        .filter((_, index) => (index % 3 === 0) === (purchase === 'p2'))
        .toSorted((a = 0, b = 0) => a - b);
    expect(of('p1')).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(of('p2')).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
  });

  test('of a purchase that the ledger does not know is not written', async () => {
    const ledger = await emptyLedger();
    expect(await note(ledger, 'p9')).toBeUndefined();
    expect(await ledger.selectFrom('timeline').selectAll().execute()).toEqual([]);
  });
});
