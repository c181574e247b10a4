import { describe, expect, test } from 'vitest';
import { JOURNEYS } from '../../dev/demo/journeys.ts';
import { openPlay } from '../../dev/rig/play.ts';
import { exitCodeOf } from '../../src/reconcile/finding.ts';
import { DATABASES } from '../ledger/empty-ledger.ts';
import { reconcileRig } from './reconcile-rig.ts';

/** Every outcome, every remedy, a pause, an answer that came late. */
const LIVED = [
  'happy',
  'timeout',
  'defect-replacement',
  'access-refused',
  'invalid-number-late-evidence',
  'order-service-down',
];
const journeys = JOURNEYS.filter(({ name }) => LIVED.includes(name));

describe.each(DATABASES)('reconciliation, on %s', (database) => {
  test('finds nothing where everything is in order, however a purchase has ended', async () => {
    const rig = await reconcileRig(database);
    expect(journeys).toHaveLength(LIVED.length);
    await Promise.all(journeys.map(async ({ play }) => play(await openPlay(rig))));
    await openPlay(rig);
    const books = structuredClone(rig.sandbox.books);
    const report = await rig.run();
    expect(report).toMatchObject({ findings: [], noLongerFound: [], notChecked: [] });
    expect(exitCodeOf(report)).toBe(0);
    // Each journey, the open one, and the replacement that one of them got.
    expect(report.purchases).toBe(journeys.length + 2);
    expect(report.payments).toBe(journeys.length + 1);
    // By key alone, once per payment.
    const paths = rig.exchanges.map(({ path }) => path);
    expect(new Set(paths).size).toBe(report.payments);
    expect(paths).toHaveLength(report.payments);
    expect(rig.sandbox.books).toEqual(books);
    expect(await rig.ledger.selectFrom('cases').selectAll().execute()).toEqual([]);
  });

  test('looks no further back than it was told, at what is open always', async () => {
    const rig = await reconcileRig(database);
    const closed = await openPlay(rig);
    await closed.cancelled();
    const open = await openPlay(rig);
    const later = new Date(Date.now() + 3 * 86_400_000);
    expect(await rig.run({ now: later, sinceMs: 4 * 86_400_000 })).toMatchObject({
      purchases: 2,
      payments: 2,
    });
    rig.exchanges.length = 0;
    const report = await rig.run({ now: later, sinceMs: 86_400_000 });
    expect(report).toMatchObject({ purchases: 1, payments: 1 });
    expect(report.findings.map(({ purchaseId }) => purchaseId)).toEqual([open.purchaseId]);
    expect(rig.exchanges.map(({ path }) => path)).toEqual([
      `/refunds/${encodeURIComponent(`refund:${open.purchaseId}`)}`,
    ]);
  });
});
