import { describe, expect, test } from 'vitest';
import { openCase, settleCase, type CaseSubject } from '../../../src/ledger/write/cases.ts';
import { migrate } from '../../../src/ledger/migrations/migrate.ts';
import { MIGRATIONS } from '../../../src/ledger/migrations/all.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { freshPostgresDatabase } from '../../databases/fresh-postgres-database.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const found = new Date('2026-03-09T02:00:00.000Z');
const nextNight = new Date('2026-03-10T02:00:00.000Z');
const by = 'agent_7';
const note = 'Paid by bank transfer, reference 4711.';

const failed: CaseSubject = {
  purchaseId: 'p1',
  kind: 'refund_failed',
  key: 'refund:p1',
  details: {
    ledger: { amount: 149, currency: 'EUR', refundId: 'rf_1' },
    orderService: { status: 'refused', refundId: null },
  },
};
const otherDetails = { ...failed.details, orderService: null };

async function withPurchase(): Promise<Ledger> {
  const ledger = await emptyLedger();
  await recordSnapshot(ledger, snapshotOf('p1'), { now: found });
  return ledger;
}
const cases = (ledger: Ledger) =>
  ledger.selectFrom('cases').selectAll().orderBy('opened_at').orderBy('case_id').execute();
const notes = (ledger: Ledger) =>
  ledger
    .selectFrom('timeline')
    .select(['n', 'at', 'event', 'actor', 'visibility', 'data'])
    .where('source', '=', 'ledger')
    .orderBy('n')
    .execute();

describe('a case for support', () => {
  test('is opened once, whoever finds the same again, and is in the timeline once', async () => {
    const ledger = await withPurchase();
    const opened = await openCase(ledger, failed, found);
    expect(opened).toEqual({ caseId: expect.stringMatching(/^case_[0-9a-f-]{18}$/), state: 'opened' });
    const { caseId } = opened;
    const other = { ...failed, details: otherDetails };
    expect(await openCase(ledger, failed, nextNight)).toEqual({ caseId, state: 'open' });
    expect(await openCase(ledger, other, nextNight)).toEqual({ caseId, state: 'open' });
    expect(await cases(ledger)).toEqual([
      {
        case_id: caseId,
        purchase_id: 'p1',
        kind: 'refund_failed',
        key: 'refund:p1',
        opened_at: found,
        details: failed.details,
        settled_at: null,
        settled_by: null,
        note: null,
      },
    ]);
    expect(await notes(ledger)).toEqual([
      {
        n: 1,
        at: found,
        event: 'case_opened',
        actor: 'system',
        visibility: 'internal',
        data: { caseId, kind: 'refund_failed' },
      },
    ]);
  });

  test('found by many at once is one case', async () => {
    const ledger = await withPurchase();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openCase(ledger, failed, found)));
    expect(new Set(opened.map(({ caseId }) => caseId)).size).toBe(1);
    expect(opened.filter(({ state }) => state === 'opened')).toHaveLength(1);
    expect(await notes(ledger)).toHaveLength(1);
  });

  test('another kind or another key of one purchase is another case', async () => {
    const ledger = await withPurchase();
    await openCase(ledger, failed, found);
    await openCase(ledger, { ...failed, kind: 'refund_differs' }, found);
    await openCase(ledger, { ...failed, key: 'refund:p0' }, found);
    expect(await cases(ledger)).toHaveLength(3);
  });

  test('is settled once, with a note, by one person', async () => {
    const ledger = await withPurchase();
    const { caseId } = await openCase(ledger, failed, found);
    expect(await settleCase(ledger, caseId, { by, note: `  ${note}\n` }, nextNight)).toEqual({
      result: 'settled',
    });
    const again = await settleCase(ledger, caseId, { by: 'agent_8', note: 'Me too.' }, new Date());
    expect(again).toEqual({ result: 'already_settled', by, at: nextNight });
    expect(await cases(ledger)).toEqual([
      expect.objectContaining({ settled_at: nextNight, settled_by: by, note }),
    ]);
    const [, settled, ...more] = await notes(ledger);
    expect(settled).toEqual({
      n: 2,
      at: nextNight,
      event: 'case_settled',
      actor: 'support',
      visibility: 'internal',
      data: { caseId, kind: 'refund_failed', by },
    });
    expect(more).toEqual([]);
  });

  test('that is not known, or without words or a name, settles nothing', async () => {
    const ledger = await withPurchase();
    const { caseId } = await openCase(ledger, failed, found);
    expect(await settleCase(ledger, 'case_none', { by, note }, nextNight)).toEqual({
      result: 'unknown_case',
    });
    const tooLong = 'x'.repeat(4_001);
    for (const words of ['', '  \n', tooLong]) {
      expect(await settleCase(ledger, caseId, { by, note: words }, nextNight)).toMatchObject({
        result: 'malformed',
        field: 'note',
      });
    }
    expect(await settleCase(ledger, caseId, { by: ' ', note }, nextNight)).toMatchObject({ field: 'by' });
    expect(await cases(ledger)).toEqual([expect.objectContaining({ settled_at: null, note: null })]);
    expect(await settleCase(ledger, caseId, { by, note: 'x'.repeat(4_000) }, nextNight)).toEqual({
      result: 'settled',
    });
  });

  test('that was settled is not opened again for the same, and is for something else', async () => {
    const ledger = await withPurchase();
    const { caseId } = await openCase(ledger, failed, found);
    await settleCase(ledger, caseId, { by, note }, nextNight);
    expect(await openCase(ledger, failed, nextNight)).toEqual({ caseId, state: 'settled' });
    const other = { ...failed, details: otherDetails };
    const opened = await openCase(ledger, other, nextNight);
    expect(opened.state).toBe('opened');
    expect(await openCase(ledger, failed, nextNight)).toEqual({ caseId: opened.caseId, state: 'open' });
    expect((await cases(ledger)).map(({ settled_at }) => settled_at)).toEqual([nextNight, null]);
  });

  test('can be about a purchase that the ledger does not have', async () => {
    const ledger = await emptyLedger();
    const { caseId, state } = await openCase(ledger, failed, found);
    expect(state).toBe('opened');
    expect(await settleCase(ledger, caseId, { by, note }, nextNight)).toEqual({ result: 'settled' });
    expect(await notes(ledger)).toEqual([]);
  });
});

test('the cases come to a ledger that is in use: what is there stays', async () => {
  const fresh = await freshPostgresDatabase();
  const ledger = openPostgres(fresh.url);
  try {
    // And without the one that is about what they have.
    const { '0004-cases': _, '0025-references-untold': _after, ...others } = MIGRATIONS;
    await migrate(ledger, { migrations: others });
    await recordSnapshot(ledger, snapshotOf('p1'), { now: found });
    const before = await ledger.selectFrom('purchases').selectAll().execute();
    expect(await migrate(ledger)).toEqual(['0004-cases', '0025-references-untold']);
    expect(await ledger.selectFrom('purchases').selectAll().execute()).toEqual(before);
    expect(await cases(ledger)).toEqual([]);
    // The version before it goes on writing.
    const later = snapshotOf('p1', { position: { historyLength: 9 } });
    expect(await recordSnapshot(ledger, later, { now: found })).toBe('recorded');
  } finally {
    await ledger.destroy();
    await fresh.drop();
  }
});
