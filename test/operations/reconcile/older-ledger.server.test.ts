import { describe, expect, test } from 'vitest';
import { openPlay, playOn, type Play } from '../../../dev/rig/play.ts';
import { exitCodeOf } from '../../../src/cli/reconcile-report.ts';
import { refundKey, replacementKey } from '../../../src/contract/ids.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { MINUTE_MS } from '../../../src/policy/duration.ts';
import { reconcileRig, type ReconcileRig } from './reconcile-rig.ts';

/** Gives a purchase a replacement, which is open then. */
async function replace(rig: ReconcileRig, play: Play): Promise<Play> {
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'The number lost every second code today.',
  });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The card is dead.' });
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  const { replacement } = await play.status();
  const next = playOn(rig, { ...play.order, purchaseId: replacement?.purchaseId ?? 'none was issued' });
  await next.idle();
  return next;
}

/** Puts the ledger back to before anything that is in it. */
async function emptied(ledger: Ledger): Promise<void> {
  for (const table of [
    'deadlines',
    'timeline',
    'statements',
    'pauses',
    'evidence',
    'claims',
    'refunds',
    'replacements',
    'remedies',
    'mails',
    'purchases',
  ] as const) {
    await ledger.deleteFrom(table).execute();
  }
}

const replacements = ({ ledger }: ReconcileRig) =>
  ledger
    .selectFrom('replacements')
    .select(['key', 'original_purchase_id', 'purchase_id', 'depth', 'amount', 'currency', 'status'])
    .select('replacement_purchase_id')
    .orderBy('depth')
    .execute();

const remedies = ({ ledger }: ReconcileRig) =>
  ledger.selectFrom('remedies').selectAll().orderBy('depth').execute();

describe.concurrent('a ledger that was put back to an older copy', () => {
  test('knows each replacement of a chain again, and its money goes back once', async (context) => {
    const rig = await reconcileRig(context);
    const original = await openPlay(rig);
    const first = await replace(rig, original);
    const second = await replace(rig, first);
    const before = { replacements: await replacements(rig), remedies: await remedies(rig) };
    expect(before.replacements).toHaveLength(2);
    await emptied(rig.ledger);

    const report = await rig.run();
    const putBack = report.findings.filter(({ key }) => key.startsWith('replacement:'));
    expect(putBack).toEqual(
      [
        { play: original, next: first },
        { play: first, next: second },
      ]
        .map(({ play, next }) => ({
          purchaseId: play.purchaseId,
          kind: 'projection_behind',
          key: replacementKey(play.purchaseId, 1),
          found: {
            ledger: null,
            workflow: { replacement: 'issued', replacementPurchaseId: next.purchaseId },
          },
          done: { what: 're_projected' },
        }))
        .toSorted((one, other) => one.purchaseId.localeCompare(other.purchaseId)),
    );
    expect(exitCodeOf(report)).toBe(0);
    expect({ replacements: await replacements(rig), remedies: await remedies(rig) }).toEqual(before);
    expect((await rig.run()).findings).toEqual([]);

    await second.pass(21 * MINUTE_MS);
    expect(await second.status()).toMatchObject({
      stage: 'closed',
      result: { outcome: 'refunded' },
      needsAttention: [],
    });
    expect(Object.keys(rig.sandbox.shopData.refunds)).toEqual([refundKey(original.purchaseId)]);
    expect(await rig.ledger.selectFrom('refunds').select(['key', 'purchase_id', 'status']).execute()).toEqual(
      [{ key: refundKey(original.purchaseId), purchase_id: second.purchaseId, status: 'confirmed' }],
    );
    expect((await rig.run()).findings).toEqual([]);
  });

  test('refuses money of a replacement that it has lost, and gives it at a retry once it knows it again', async (context) => {
    const rig = await reconcileRig(context);
    const original = await openPlay(rig);
    const replacement = await replace(rig, original);
    await emptied(rig.ledger);
    await replacement.pass(21 * MINUTE_MS);
    expect((await replacement.status()).needsAttention).toMatchObject([
      {
        step: 'refund',
        reason: 'refused: it says that it replaces another purchase, and we have not issued it',
      },
    ]);
    expect(rig.sandbox.shopData.refunds).toEqual({});
    await rig.run();
    await replacement.support('settleByHand', {
      step: 'refund',
      action: 'retry',
      note: 'It is known again.',
    });
    expect(await replacement.status()).toMatchObject({ stage: 'closed', result: { outcome: 'refunded' } });
    expect(Object.keys(rig.sandbox.shopData.refunds)).toEqual([refundKey(original.purchaseId)]);
  });
});
