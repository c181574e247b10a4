import { beforeAll, describe, expect, test } from 'vitest';
import { refundKey, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { refundsOf, replacementsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';
import { waitUntilIdle } from '../../src/temporal/wait-until-idle.ts';
import { sharedRig } from './test-rig.ts';

const CUSTOMER = { kind: 'customer', id: 'cus_chain' } as const;
const SUPPORT = { kind: 'support', id: 'agent_chain' } as const;
const DEFECT = {
  claimType: 'major_defect',
  reason: 'The code never worked, although I tried it often.',
} as const;
const HOPELESS = { outcome: 'not_possible', summary: 'The number is gone.' } as const;
const PRICE = { amount: 149, currency: 'EUR' };

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

async function offeredChoice(): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  await play.customer('submitClaim', DEFECT);
  await play.support('reportRemediation', HOPELESS);
  return play;
}

const choose = (play: Play): Promise<unknown> => play.customer('chooseRemedy', { remedy: 'replacement' });

/** The one purchase that was issued in its place. */
function issuedFor(purchaseId: string): string {
  const [issued, ...more] = replacementsOf(rig.sandbox, purchaseId);
  expect(more).toEqual([]);
  if (issued === undefined) throw new Error(`no replacement was issued for ${purchaseId}`);
  return issued;
}

async function statusOf(purchaseId: string): Promise<PurchaseStatus> {
  const found = await rig.returns.status(purchaseId);
  if (!found.found) throw new Error(`${purchaseId} is not open`);
  return found.status;
}

const idle = (purchaseId: string): Promise<unknown> =>
  waitUntilIdle(
    rig.temporal.workflowService,
    { namespace: rig.namespace, workflowId: workflowIdOf(purchaseId) },
    { timeoutMs: 30_000 },
  );

/** A used replacement with a defect that cannot be remedied. */
async function defectOf(purchaseId: string): Promise<PurchaseStatus> {
  const { returns, sandbox } = rig;
  await returns.smsReceived(purchaseId, sandbox.shop.deliverSms(purchaseId));
  await returns.activationCompleted(purchaseId, sandbox.shop.complete(purchaseId));
  await idle(purchaseId);
  const filed = await returns.submitClaim(purchaseId, { by: CUSTOMER, ...DEFECT });
  expect(filed.accepted).toBe(true);
  await returns.reportRemediation(purchaseId, { by: SUPPORT, ...HOPELESS });
  await idle(purchaseId);
  return statusOf(purchaseId);
}

describe.concurrent('a chain of replacements', () => {
  test('each is a purchase of its own; the second one’s defect pays the original price back, once, without a choice', async () => {
    const play = await offeredChoice();
    const original = play.purchaseId;
    await choose(play);
    expect((await play.status()).result).toMatchObject({ outcome: 'replaced', clause: 'C3a' });

    const first = issuedFor(original);
    const opened = await statusOf(first);
    expect(opened.terms.replaces).toEqual({ purchaseId: original, originalPurchaseId: original, depth: 1 });
    expect(Date.parse(opened.claimDeadline) - Date.parse(opened.terms.purchasedAt)).toBe(120 * HOUR_MS);
    expect((await defectOf(first)).stage).toBe('awaiting_choice');
    await rig.returns.chooseRemedy(first, { by: CUSTOMER, remedy: 'replacement' });
    await idle(first);

    const second = issuedFor(first);
    expect((await statusOf(second)).terms.replaces).toEqual({
      purchaseId: first,
      originalPurchaseId: original,
      depth: 2,
    });
    const end = await defectOf(second);
    expect(end.result).toMatchObject({
      outcome: 'refunded',
      refund: { key: refundKey(original), ...PRICE },
    });
    expect(replacementsOf(rig.sandbox, second)).toEqual([]);
    expect(refundsOf(rig.sandbox, original)).toEqual([PRICE]);
    expect(refundsOf(rig.sandbox, first)).toEqual([]);
  });

  test('the answer is lost after the effect: one replacement, no refund', async () => {
    const play = await offeredChoice();
    play.fault('replacement', { kind: 'answer_lost_after_effect' }, 1);
    await choose(play);
    await play.pass(HOUR_MS);
    expect((await play.status()).result?.outcome).toBe('replaced');
    expect((await statusOf(issuedFor(play.purchaseId))).terms.replaces?.depth).toBe(1);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('a corrected address travels to the replacement', async () => {
    const play = await offeredChoice();
    await play.support('correctContact', { email: 'right@customer.example' });
    await choose(play);
    const replacement = issuedFor(play.purchaseId);
    const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(replacement)).fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    const order = JSON.parse(Buffer.from(input ?? []).toString()) as { customer: { email: string } };
    expect(order.customer.email).toBe('right@customer.example');
  });
});

describe.concurrent('a replacement that cannot be had', () => {
  test.each([
    { trouble: { kind: 'other_price' }, reason: 'price_differs' },
    { trouble: { kind: 'refused', reason: 'no licence' }, reason: 'refused: no licence' },
  ] as const)(
    '$reason: support is told at once; abandoned, the customer chooses again with 72 h or more',
    async ({ trouble, reason }) => {
      const play = await offeredChoice();
      play.fault('replacement', trouble);
      await choose(play);
      const stuck = await play.status();
      expect(stuck.stage).toBe('replacing');
      expect(stuck.needsAttention.map((item) => [item.step, item.reason])).toEqual([['replacement', reason]]);
      await play.support('settleByHand', { step: 'replacement', action: 'abandon', note: 'Not to be had.' });
      const again = await play.status();
      expect(again.stage).toBe('awaiting_choice');
      expect(again.needsAttention).toEqual([]);
      const offered = again.timeline.findLast(({ event }) => event === 'choice_offered');
      const left = Date.parse(again.nextDeadline?.at ?? '') - Date.parse(offered?.at ?? '');
      expect(left).toBeGreaterThanOrEqual(72 * HOUR_MS);
      expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
      await play.customer('chooseRemedy', { remedy: 'refund' });
      expect((await play.status()).result?.outcome).toBe('refunded');
      expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
    },
  );
});
