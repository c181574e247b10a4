import { beforeAll, describe, expect, test } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { SubmitClaim } from '../../src/contract/updates.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, playOn, type Play } from '../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { reconcile } from '../../src/operations/reconcile/reconcile.ts';
import { sharedRig, type SharedRig } from './test-rig.ts';

const INVALID_NUMBER: Omit<SubmitClaim, 'by'> = {
  claimType: 'invalid_number',
  reason: 'The code was refused, although I tried it often.',
  evidence: [{ evidenceId: 'screenshot-1' }],
};
const PRICE = { amount: 149, currency: 'EUR' };

let rig: SharedRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const openCases = (purchaseId: string) =>
  rig.ledger
    .selectFrom('cases')
    .select(['kind', 'details'])
    .where('purchase_id', '=', purchaseId)
    .where('settled_at', 'is', null)
    .execute();

const onRecord = (purchaseId: string) =>
  Promise.all([
    rig.ledger.selectFrom('purchases').selectAll().where('purchase_id', '=', purchaseId).execute(),
    rig.ledger.selectFrom('claims').selectAll().where('purchase_id', '=', purchaseId).execute(),
  ]);

/** As a client does that has another reuse policy than the contract's. */
async function openAnyway(play: Play): Promise<void> {
  await rig.temporal.workflow.start(WORKFLOW_TYPE, {
    args: [play.order],
    workflowId: workflowIdOf(play.purchaseId),
    taskQueue: rig.taskQueue,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
  await play.idle();
}

describe('a purchase that has closed and is opened once more', () => {
  test('is given no money, overwrites nothing, and is before a person as a case of its own', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.completed();
    await play.customer('submitClaim', INVALID_NUMBER);
    await play.support('decideClaim', { decision: 'reject', clause: 'X1', note: 'Wrong use.' });
    await play.pass(5 * DAY_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'closed_without_remedy', clause: 'X1' });
    const first = await onRecord(play.purchaseId);

    await openAnyway(play);
    await play.sms();
    await play.completed();
    await play.customer('submitClaim', INVALID_NUMBER);
    await play.support('decideClaim', { decision: 'approve', note: 'You are right.' });
    const second = await play.status();
    expect(second.stage).toBe('returning_funds');
    expect(second.needsAttention).toMatchObject([
      { step: 'refund', reason: 'refused: the purchase has closed, this is a second opening of it' },
    ]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    expect(await onRecord(play.purchaseId)).toEqual(first);
    expect(await openCases(play.purchaseId)).toMatchObject([
      { kind: 'opened_again', details: { ledger: { outcome: 'closed_without_remedy' } } },
    ]);

    const { temporal, taskQueue, ledger, sandbox } = rig;
    const shop = httpOrderService({ url: sandbox.orderServiceUrl, token: sandbox.token });
    const sendMail = () => Promise.reject(new Error('nobody is to be told'));
    const report = await reconcile({ temporal, taskQueue, ledger, shop, sendMail }, { now: new Date() });
    expect(report.findings.filter(({ purchaseId }) => purchaseId === play.purchaseId)).toMatchObject([
      { kind: 'opened_again', done: { what: 'case', state: 'open' } },
    ]);
    expect(await onRecord(play.purchaseId)).toEqual(first);
  });

  test('and was paid back before is not told anything of a second refund', async () => {
    const play = await openPlay(rig);
    await play.pass(HOUR_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded' });
    await openAnyway(play);
    await play.pass(HOUR_MS);
    expect((await play.status()).needsAttention).toMatchObject([{ step: 'refund' }]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
    const mails = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === play.purchaseId);
    expect(mails.filter(({ template }) => template === 'funds_returned')).toHaveLength(1);
  });
});

test('a purchase that was terminated before it was decided can be opened anew and gets its refund', async () => {
  const play = await openPlay(rig);
  await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).terminate('by mistake');
  expect(await rig.returns.openPurchase(play.order)).toMatchObject({ opened: true, already: false });
  await play.idle();
  await play.pass(HOUR_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  expect(await openCases(play.purchaseId)).toEqual([]);
});

test('a stranger who says that his purchase replaces another one gets nothing, and does not use up its refund', async () => {
  const victim = await openPlay(rig);
  const order = {
    ...rig.sandbox.shop.buy(),
    replaces: { purchaseId: victim.purchaseId, originalPurchaseId: victim.purchaseId, depth: 1 },
  };
  await rig.temporal.workflow.start(WORKFLOW_TYPE, {
    args: [order],
    workflowId: workflowIdOf(order.purchaseId),
    taskQueue: rig.taskQueue,
  });
  const stranger = playOn(rig, order);
  await stranger.idle();
  await stranger.pass(HOUR_MS);
  expect((await stranger.status()).needsAttention).toMatchObject([
    {
      step: 'refund',
      reason: 'refused: it says that it replaces another purchase, and we have not issued it',
    },
  ]);
  await victim.pass(HOUR_MS);
  expect((await victim.status()).result).toMatchObject({ outcome: 'refunded', refund: PRICE });
  expect(refundsOf(rig.sandbox, victim.purchaseId)).toEqual([PRICE]);
  expect(refundsOf(rig.sandbox, order.purchaseId)).toEqual([]);
});
