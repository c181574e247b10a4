import { describe, expect, test } from 'vitest';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

/** Of the run that the purchase was opened as, or of one that followed a reset, by the minute in which it speaks. */
const of = (runId: string, minute: number, historyLength: number): PurchaseSnapshot =>
  snapshotOf('p1', {
    position: {
      historyLength,
      asOf: `2026-03-02T09:0${minute}:00.000Z`,
      run: { runId, openingId: 'first' },
    },
  });

const first = of('first', 1, 30);
const second = of('second', 2, 20);
const third = of('third', 3, 10);

describe('reset twice, the ledger has what the last run says', () => {
  test.each([
    { when: 'the third is first', snapshots: [third, second, first] },
    { when: 'the second comes late', snapshots: [first, third, second] },
    { when: 'the first comes late', snapshots: [second, third, first] },
    { when: 'the first comes between', snapshots: [second, first, third] },
    { when: 'each comes in turn', snapshots: [first, second, third] },
  ])('also when $when, and what it says next', async ({ snapshots }) => {
    const ledger = await emptyLedger();
    for (const each of snapshots) await recordSnapshot(ledger, each, { now: new Date() });
    const runOf = () => ledger.selectFrom('purchases').select(['run_id', 'history_length']).execute();
    expect(await runOf()).toEqual([{ run_id: 'third', history_length: 10 }]);
    expect(await recordSnapshot(ledger, of('third', 4, 13), { now: new Date() })).toBe('recorded');
    expect(await runOf()).toEqual([{ run_id: 'third', history_length: 13 }]);
  });
});
