import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, playOn, type Play } from '../../dev/rig/play.ts';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import { changedBundle } from './changed-bundle.ts';
import { underOtherRelease } from './other-release.ts';
import { rawMessages, type RawMessages } from './raw-messages.ts';
import { testRig, type TestRig } from './test-rig.ts';

const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it often.',
} as const;

let rig: TestRig;
let raw: RawMessages;
let shortByDefault: { code: string };
let withoutEuro: { code: string };
beforeAll(async () => {
  rig = await testRig();
  raw = rawMessages(rig);
  shortByDefault = await changedBundle({
    file: 'src/policy/versions.ts',
    from: 'CURRENT_VERSION_ID = VERSION_2026_01.id',
    to: 'CURRENT_VERSION_ID = SANDBOX_SHORT.id',
  });
  withoutEuro = await changedBundle({
    file: 'src/contract/validation/currencies.ts',
    from: ' EUR ',
    to: ' ',
  });
});

afterAll(async () => {
  await rig.stop();
});

/** As a client of ours does not: without a version. */
async function openRaw(): Promise<Play> {
  const { policyVersion: _none, ...order } = rig.sandbox.shop.buy();
  await raw.start(rig.taskQueue, WORKFLOW_TYPE, order.purchaseId, order);
  const play = playOn(rig, order);
  await play.idle();
  return play;
}

const inLedger = (purchaseId: string) =>
  rig.ledger
    .selectFrom('purchases')
    .select(['policy_version', 'claim_deadline'])
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirstOrThrow();

describe('a purchase lives by the policy it was bought under', () => {
  test('without a version, opened before there was another default: a claim on day 4 is taken, and the ledger has its five days', async () => {
    const play = await openRaw();
    await play.sms();
    await play.completed();
    const until = Date.parse(play.order.purchasedAt) + 5 * DAY_MS;
    await underOtherRelease(rig, shortByDefault, async () => {
      await play.pass(4 * DAY_MS);
      expect(await play.status()).toMatchObject({
        stage: 'claim_window',
        policyVersion: '2026-01',
      });
      await play.customer('submitClaim', DEFECT);
      expect((await play.status()).stage).toBe('in_remediation');
      expect(await inLedger(play.purchaseId)).toEqual({
        policy_version: '2026-01',
        claim_deadline: new Date(until),
      });
    });
  });

  test('without a version, opened under another default: that one is kept when the default moves back', async () => {
    const play = await underOtherRelease(rig, shortByDefault, async () => {
      const opened = await openRaw();
      await opened.sms();
      await opened.completed();
      expect((await opened.status()).policyVersion).toBe('sandbox-short');
      return opened;
    });
    expect((await play.status()).policyVersion).toBe('sandbox-short');
    await play.pass(12 * HOUR_MS + HOUR_MS / 60);
    expect((await play.status()).result).toMatchObject({
      outcome: 'fulfilled',
      clause: 'R1',
    });
    expect((await inLedger(play.purchaseId)).policy_version).toBe('sandbox-short');
  });

  test('our client writes the version into the order, so that the history of an ordinary purchase grows by nothing', async () => {
    const play = await openPlay(rig);
    const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(input ?? []).toString())).toMatchObject({
      policyVersion: '2026-01',
    });
    expect(
      events?.filter(({ markerRecordedEventAttributes: marker }) => marker?.markerName === 'core_patch'),
    ).toEqual([]);
  });

  test('a currency that has left the list since is no reason to refuse what was taken; a new order in it is refused, for good', async () => {
    const play = await openRaw();
    const late: PurchaseOrder = rig.sandbox.shop.buy();
    await underOtherRelease(rig, withoutEuro, async () => {
      await play.pass(HOUR_MS);
      expect((await play.status()).result).toMatchObject({
        outcome: 'refunded',
        clause: 'R2',
      });
      await raw.start(rig.taskQueue, WORKFLOW_TYPE, late.purchaseId, late);
      await expect(
        rig.temporal.workflow.getHandle(workflowIdOf(late.purchaseId)).result(),
      ).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
    });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([{ amount: 149, currency: 'EUR' }]);
    await underOtherRelease(rig, withoutEuro, async () => {
      expect(await rig.returns.status(late.purchaseId)).toEqual({
        found: false,
      });
    });
    expect(refundsOf(rig.sandbox, late.purchaseId)).toEqual([]);
  });
});

test('a workflow whose id is not its purchase’s is refused with the id that would be right', async () => {
  const order = rig.sandbox.shop.buy();
  const handle = await rig.temporal.workflow.start(WORKFLOW_TYPE, {
    args: [order],
    workflowId: `second-${randomUUID()}`,
    taskQueue: rig.taskQueue,
  });
  await expect(handle.result()).rejects.toMatchObject({
    cause: {
      type: 'InvalidInput',
      message: `purchaseId: does not fit the workflow id: start this purchase as purchase:${order.purchaseId}`,
    },
  });
  expect(refundsOf(rig.sandbox, order.purchaseId)).toEqual([]);
  expect(
    await rig.ledger
      .selectFrom('purchases')
      .where('purchase_id', '=', order.purchaseId)
      .select('purchase_id')
      .execute(),
  ).toEqual([]);
});
