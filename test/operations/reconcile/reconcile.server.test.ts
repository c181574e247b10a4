import { describe, expect, test } from 'vitest';
import { JOURNEYS } from '../../../dev/demo/journeys.ts';
import { openPlay } from '../../../dev/rig/play.ts';
import { exitCodeOf } from '../../../src/cli/reconcile-report.ts';
import { refundKey } from '../../../src/contract/ids.ts';
import { settleCase } from '../../../src/ledger/write/cases.ts';
import { lastTaskOf, resetTo } from '../../workflows/reset.ts';
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

describe.concurrent('reconciliation', () => {
  test('finds nothing where everything is in order, however a purchase has ended', async (context) => {
    const rig = await reconcileRig(context);
    expect(journeys).toHaveLength(LIVED.length);
    await Promise.all(journeys.map(async ({ play }) => play(await openPlay(rig))));
    await openPlay(rig);
    const shopData = structuredClone(rig.sandbox.shopData);
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
    expect(rig.sandbox.shopData).toEqual(shopData);
    expect(await rig.ledger.selectFrom('cases').selectAll().execute()).toEqual([]);
  });

  test('looks no further back than it was told, at what is open always', async (context) => {
    const rig = await reconcileRig(context);
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

  test('asks a purchase that has closed until it is found right, and again once its record or its run is another', async (context) => {
    const rig = await reconcileRig(context);
    const closed = await openPlay(rig);
    const firstTask = await lastTaskOf(rig, closed.purchaseId);
    await closed.cancelled();
    await openPlay(rig);
    expect(await rig.run()).toMatchObject({ purchases: 2, asked: 2, findings: [] });
    expect(await rig.run()).toMatchObject({ purchases: 2, asked: 1, payments: 2, findings: [] });

    // Its refund is asked for all the same.
    const refund = rig.sandbox.shopData.refunds[refundKey(closed.purchaseId)];
    if (refund === undefined) throw new Error('not paid back');
    refund.status = 'refused';
    expect((await rig.run()).findings.map(({ purchaseId, kind }) => [purchaseId, kind])).toEqual([
      [closed.purchaseId, 'refund_failed'],
    ]);
    // Asked again, for it has an open case.
    const { findings, asked } = await rig.run();
    expect(asked).toBe(2);
    for (const { done } of findings) {
      if (done.what !== 'case') throw new Error('not a case');
      await settleCase(rig.ledger, done.caseId, { note: 'Paid by hand.', by: 'mara' }, new Date());
    }
    expect((await rig.run()).asked).toBe(1);

    const row = rig.ledger.updateTable('purchases').where('purchase_id', '=', closed.purchaseId);
    await row.set({ stage: 'replacing', revision: 1, recorded_at: new Date(0) }).execute();
    expect((await rig.run()).findings.map(({ purchaseId, kind }) => [purchaseId, kind])).toEqual([
      [closed.purchaseId, 'projection_behind'],
      [closed.purchaseId, 'refund_failed'],
    ]);
    expect((await rig.run()).asked).toBe(1);

    await resetTo(rig, closed.purchaseId, firstTask);
    await closed.cancelled();
    expect((await rig.run()).asked).toBe(2);
    // Of the two runs that Temporal has of it now, it does not say which counts.
    expect((await rig.run()).asked).toBe(2);
  });
});
