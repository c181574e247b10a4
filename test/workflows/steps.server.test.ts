import { beforeAll, describe, expect, test } from 'vitest';
import { refundKey, workflowIdOf } from '../../src/contract/ids.ts';
import type { OrderEvent } from '../../src/contract/signals.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import type { Wanted } from '../../src/contract/updates.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { sharedRig } from './test-rig.ts';

const CUSTOMER = { kind: 'customer', id: 'cus_step' } as const;
const SUPPORT = { kind: 'support', id: 'agent_step' } as const;
const WHY = 'The code never worked, although I tried it three times.';
const PRICE = { amount: 149, currency: 'EUR' };
const NOTE = 'Looked into it.';
/** Until the automatic return has begun. */
const NO_SMS_MS = 21 * MINUTE_MS;

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

const mailsOf = ({ purchaseId }: Play): string[] =>
  rig.sandbox.inbox
    .messages()
    .filter((message) => message.purchaseId === purchaseId)
    .map(({ template }) => String(template));

const attention = ({ needsAttention }: PurchaseStatus): { step: string; reason: string }[] =>
  needsAttention.map(({ step, reason }) => ({ step, reason }));

/** The calls about the refund that the purchase has asked for, in their order. */
async function questions({ purchaseId }: Play): Promise<string[]> {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  return (events ?? [])
    .map((each) => each.activityTaskScheduledEventAttributes?.activityType?.name ?? '')
    .filter((name) => name === 'refund' || name === 'lookUpRefund');
}

const lookUps = async (play: Play): Promise<number> =>
  (await questions(play)).filter((name) => name === 'lookUpRefund').length;

const eventNow = (eventId: string): OrderEvent => ({ eventId, occurredAt: new Date().toISOString() });

async function updated(play: Play, eventId: string): Promise<void> {
  await rig.returns.refundUpdated(play.purchaseId, eventNow(eventId));
  await play.idle();
}

describe.concurrent('a refund that does not work at once', () => {
  test('unavailable: support and the customer hear of it once, and it is paid once when the shop is back', async () => {
    const play = await openPlay(rig);
    const over = play.fault('refund', { kind: 'status', status: 503 });
    await play.pass(40 * MINUTE_MS);
    const first = await play.status();
    expect(attention(first)).toEqual([{ step: 'refund', reason: 'unavailable' }]);
    expect(first.nextDeadline?.kind).toBe('retry');
    expect(mailsOf(play)).toEqual(['refund_delayed']);
    await play.pass(2 * DAY_MS);
    expect(attention(await play.status())).toEqual([{ step: 'refund', reason: 'unavailable' }]);
    expect(mailsOf(play)).toEqual(['refund_delayed']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    over();
    await play.pass(2 * DAY_MS);
    const end = await play.status();
    expect(end.result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(end.needsAttention).toEqual([]);
    expect(mailsOf(play)).toEqual(['refund_delayed', 'funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('the answer is lost after the effect: the money leaves the till once', async () => {
    // No other purchase is in this currency.
    const price = { amount: 149, currency: 'NOK' };
    const play = await openPlay(rig, { price });
    expect(rig.sandbox.shopData.balances['NOK']?.paidOut).toBe(0);
    play.fault('refund', { kind: 'answer_lost_after_effect' }, 2);
    await play.pass(HOUR_MS);
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([price]);
    expect(rig.sandbox.shopData.balances['NOK']?.paidOut).toBe(price.amount);
  });

  test('refused: attention at once with the reason, tried again after 15 minutes, then 30', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'refused', reason: 'till closed' }, 2);
    await play.pass(NO_SMS_MS);
    const first = await play.status();
    expect(attention(first)).toEqual([{ step: 'refund', reason: 'refused: till closed' }]);
    expect(first.refund?.status).toBe('refused');
    const firstTry = Date.parse(first.nextDeadline?.at ?? '');
    await play.pass(15 * MINUTE_MS);
    const second = await play.status();
    const apart = Date.parse(second.nextDeadline?.at ?? '') - firstTry;
    expect(Math.round(apart / MINUTE_MS)).toBe(30);
    await play.pass(31 * MINUTE_MS);
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(mailsOf(play)).toEqual(['refund_delayed', 'funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });
});

describe.concurrent('settled by hand', () => {
  async function refusedRefund(): Promise<{ play: Play; over: () => void }> {
    const play = await openPlay(rig);
    const over = play.fault('refund', { kind: 'refused', reason: 'till closed' });
    await play.pass(NO_SMS_MS);
    return { play, over };
  }

  test('retry pays at once', async () => {
    const { play, over } = await refusedRefund();
    over();
    await play.support('settleByHand', { step: 'refund', action: 'retry', note: NOTE });
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('while a try backs off every act is busy and changes nothing', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'status', status: 503 });
    await play.pass(NO_SMS_MS);
    for (const action of ['retry', 'done'] as const) {
      const wanted = { step: 'refund', action, reference: 'bank-76', note: NOTE } as const;
      expect(await play.ask('settleByHand', SUPPORT, wanted)).toMatchObject({ code: 'busy' });
    }
    const status = await play.status();
    expect(status.needsAttention).toEqual([]);
    expect(status.timeline.map(({ event }) => event)).not.toContain('settled_by_hand');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('done where nothing is found: the word of support stands and the shop pays nothing more', async () => {
    const { play } = await refusedRefund();
    delete rig.sandbox.shopData.refunds[refundKey(play.purchaseId)];
    rig.sandbox.faults.clear(play.purchaseId);
    await play.support('settleByHand', { step: 'refund', action: 'done', reference: 'bank-77', note: NOTE });
    const { result } = await play.status();
    expect(result?.refund).toMatchObject({ refundId: 'bank-77', ...PRICE });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('done where a refund is found: what is found is used, not the reference', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'answer_lost_after_effect' });
    const lookUpOver = play.fault('lookUpRefund', { kind: 'status', status: 503 });
    await play.pass(40 * MINUTE_MS);
    expect((await play.status()).result).toBeUndefined();
    lookUpOver();
    await play.support('settleByHand', { step: 'refund', action: 'done', reference: 'bank-78', note: NOTE });
    const { result } = await play.status();
    expect(result?.refund?.refundId).toBe(rig.sandbox.shopData.refunds[refundKey(play.purchaseId)]?.refundId);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('a refund is never abandoned, another step is not now, and a customer settles nothing', async () => {
    const { play } = await refusedRefund();
    const before = await play.status();
    const abandon = { step: 'refund', action: 'abandon', note: NOTE } as const;
    expect(await play.ask('settleByHand', SUPPORT, abandon)).toMatchObject({ code: 'not_allowed' });
    const cancel = { step: 'cancel', action: 'retry', note: NOTE } as const;
    expect(await play.ask('settleByHand', SUPPORT, cancel)).toMatchObject({ code: 'not_now' });
    const retry = { step: 'refund', action: 'retry', note: NOTE } as const;
    expect(await play.ask('settleByHand', CUSTOMER, retry)).toMatchObject({ code: 'not_now' });
    const after = await play.status();
    expect(after.stage).toBe('returning_funds');
    expect(after.nextDeadline).toEqual(before.nextDeadline);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });
});

describe.concurrent('a refund in another amount than asked for', () => {
  const CENT = { amount: 1, currency: 'USD' };
  const DIFFERS = { step: 'refund', reason: 'amount_differs', detail: 'asked 149 EUR, found 1 USD' };
  const DONE = { step: 'refund', action: 'done', reference: 'bank-79', note: NOTE } as const;
  const rowOf = ({ purchaseId }: Play) =>
    rig.ledger.selectFrom('refunds').selectAll().where('purchase_id', '=', purchaseId).executeTakeFirst();

  async function paidWrong(): Promise<Play> {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'other_amount', ...CENT }, 1);
    await play.pass(NO_SMS_MS);
    return play;
  }

  test('confirmed at once needs attention with both amounts, and is not mailed as returned', async () => {
    const play = await paidWrong();
    const first = await play.status();
    expect(first.needsAttention).toEqual([expect.objectContaining(DIFFERS)]);
    expect(first.refund).toMatchObject({ status: 'unknown', ...PRICE });
    expect(first.nextDeadline?.kind).toBe('retry');
    await play.pass(3 * DAY_MS);
    const later = await play.status();
    expect(later.needsAttention).toEqual([expect.objectContaining(DIFFERS)]);
    expect(later.result).toBeUndefined();
    expect(mailsOf(play)).toEqual(['refund_delayed']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([CENT]);
    expect(await rowOf(play)).toMatchObject({ status: 'unknown', ...PRICE, answered_amount: 1 });
  });

  test('pending as asked, then confirmed as another: not returned; once it is as asked, it is', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'pending' }, 1);
    await play.pass(NO_SMS_MS);
    expect((await play.status()).refund?.status).toBe('pending');
    const over = play.fault('lookUpRefund', { kind: 'other_amount', ...CENT });
    rig.sandbox.shop.releaseRefund(play.purchaseId);
    await play.pass(HOUR_MS + 10 * MINUTE_MS);
    const status = await play.status();
    expect(status.needsAttention).toEqual([expect.objectContaining(DIFFERS)]);
    expect(status.result).toBeUndefined();
    expect(mailsOf(play)).not.toContain('funds_returned');
    over();
    await play.support('settleByHand', { step: 'refund', action: 'retry', note: NOTE });
    const { result, needsAttention } = await play.status();
    expect(result?.refund).toMatchObject({ status: 'confirmed', ...PRICE });
    expect(needsAttention).toEqual([]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('retry asks again: what the shop has put right is paid, once', async () => {
    const play = await paidWrong();
    const key = refundKey(play.purchaseId);
    delete rig.sandbox.shopData.refunds[key];
    delete rig.sandbox.shopData.requests[key];
    await play.support('settleByHand', { step: 'refund', action: 'retry', note: NOTE });
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('done: what is found is not used, the word of support stands, and nothing is called any more', async () => {
    const play = await paidWrong();
    await play.support('settleByHand', DONE);
    const { result } = await play.status();
    expect(result?.refund).toMatchObject({ ...PRICE, refundId: 'bank-79', byHand: true });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([CENT]);
    expect(await rowOf(play)).toMatchObject({
      status: 'confirmed',
      by_hand: true,
      refund_id: 'bank-79',
      answered_amount: 1,
      answered_currency: 'USD',
    });
  });
});

describe.concurrent('a refund on its way', () => {
  test('is mailed at once, polled at 1 h, 6 h and then daily, and mailed as returned only when it is', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'pending' });
    await play.pass(NO_SMS_MS);
    const sent = await play.status();
    expect(sent.refund?.status).toBe('pending');
    expect(sent.nextDeadline?.kind).toBe('poll');
    expect(mailsOf(play)).toEqual(['refund_pending']);
    const polls = [Date.parse(sent.nextDeadline?.at ?? '')];
    for (const passed of [HOUR_MS, 5 * HOUR_MS, 18 * HOUR_MS]) {
      await play.pass(passed);
      polls.push(Date.parse((await play.status()).nextDeadline?.at ?? ''));
    }
    const apart = polls.slice(1).map((at, n) => Math.round((at - (polls[n] ?? 0)) / HOUR_MS));
    expect(apart).toEqual([5, 18, 24]);
    expect((await play.status()).needsAttention).toEqual([]);
    rig.sandbox.shop.releaseRefund(play.purchaseId);
    await play.pass(DAY_MS);
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(mailsOf(play)).toEqual(['refund_pending', 'funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('for 7 days needs a person and is mailed as delayed, once; it is still polled', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'pending' });
    await play.pass(NO_SMS_MS);
    await play.pass(7 * DAY_MS - HOUR_MS);
    expect((await play.status()).needsAttention).toEqual([]);
    expect(mailsOf(play)).toEqual(['refund_pending']);
    await play.pass(2 * HOUR_MS);
    const long = await play.status();
    expect(attention(long)).toEqual([{ step: 'refund', reason: 'pending_long' }]);
    expect(long.refund?.status).toBe('pending');
    expect(long.nextDeadline?.kind).toBe('poll');
    expect(mailsOf(play)).toEqual(['refund_pending', 'refund_delayed']);
    await play.pass(2 * DAY_MS);
    expect(mailsOf(play)).toEqual(['refund_pending', 'refund_delayed']);
    rig.sandbox.shop.releaseRefund(play.purchaseId);
    await play.pass(DAY_MS);
    const { result, needsAttention } = await play.status();
    expect(result?.outcome).toBe('refunded');
    expect(needsAttention).toEqual([]);
    expect(mailsOf(play)).toEqual(['refund_pending', 'refund_delayed', 'funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('on refundUpdated it is asked for at once; the signal decides nothing by itself', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'pending' });
    await play.pass(NO_SMS_MS);
    const before = await play.status();
    await updated(play, 'bank-1');
    const still = await play.status();
    expect(still.refund?.status).toBe('pending');
    expect(still.nextDeadline).toEqual(before.nextDeadline);
    expect(await lookUps(play)).toBe(1);
    expect(mailsOf(play)).toEqual(['refund_pending']);
    rig.sandbox.shop.releaseRefund(play.purchaseId);
    await play.pass(2 * MINUTE_MS);
    await updated(play, 'bank-2');
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(await lookUps(play)).toBe(2);
    expect(mailsOf(play)).toEqual(['refund_pending', 'funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('a flood of refundUpdated makes no flood of questions: one at once, at most one more a minute later', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'pending' });
    await play.pass(NO_SMS_MS);
    const sent = Array.from({ length: 200 }, (_, n) =>
      rig.returns.refundUpdated(play.purchaseId, eventNow(`flood-${n}`)),
    );
    await Promise.all(sent);
    await play.idle();
    expect(await lookUps(play)).toBe(1);
    const { timeline, nextDeadline } = await play.status();
    expect(nextDeadline?.kind).toBe('poll');
    expect(timeline.filter(({ event }) => event === 'refund_updated').length).toBeLessThanOrEqual(2);
    expect(timeline.filter(({ event }) => event === 'ignored')).toHaveLength(10);
    await play.pass(30 * MINUTE_MS);
    // None, if all of them came before the first question was out.
    expect(await lookUps(play)).toBeLessThanOrEqual(2);
    expect(mailsOf(play)).toEqual(['refund_pending']);
  });

  test('refundUpdated while it is being asked for is remembered: it is asked once more right after', async () => {
    const play = await openPlay(rig);
    const over = play.fault('refund', { kind: 'status', status: 503 });
    await play.pass(NO_SMS_MS);
    await updated(play, 'early-1');
    await updated(play, 'early-2');
    expect((await play.status()).nextDeadline).toBeUndefined();
    await play.pass(10 * MINUTE_MS);
    const { timeline, needsAttention } = await play.status();
    expect(timeline.filter(({ event }) => event === 'refund_updated')).toHaveLength(1);
    expect(needsAttention).toEqual([expect.objectContaining({ step: 'refund', reason: 'unavailable' })]);
    over();
    await play.pass(10 * MINUTE_MS);
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('refundUpdated before a refund, malformed, repeated and too late is ignored', async () => {
    const play = await openPlay(rig);
    await updated(play, 'none-yet');
    play.fault('refund', { kind: 'pending' });
    await play.pass(NO_SMS_MS);
    await rig.temporal.workflow
      .getHandle(workflowIdOf(play.purchaseId))
      .signal('refundUpdated', { eventId: 7 });
    await updated(play, 'none-yet');
    const ignored = (await play.status()).timeline.filter(({ event }) => event === 'ignored');
    expect(ignored.map(({ data }) => data)).toEqual([
      { signal: 'refundUpdated', why: 'not_now' },
      { signal: 'refundUpdated', why: 'malformed' },
      { signal: 'refundUpdated', why: 'repeated' },
    ]);
    expect(await lookUps(play)).toBe(0);
    rig.sandbox.shop.releaseRefund(play.purchaseId);
    await updated(play, 'arrived');
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(await rig.returns.refundUpdated(play.purchaseId, eventNow('late'))).toMatchObject({
      sent: false,
      code: 'purchase_closed',
    });
  });

  test('and then unknown needs attention, is not paid anew by itself, and a retry by hand pays once', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'pending' }, 1);
    await play.pass(NO_SMS_MS);
    const key = refundKey(play.purchaseId);
    delete rig.sandbox.shopData.refunds[key];
    delete rig.sandbox.shopData.requests[key];
    await play.pass(HOUR_MS + 30 * MINUTE_MS);
    expect(attention(await play.status())).toEqual([{ step: 'refund', reason: 'unexpected_answer' }]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    await play.support('settleByHand', { step: 'refund', action: 'retry', note: NOTE });
    expect((await play.status()).result?.outcome).toBe('refunded');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });
});

describe.concurrent('money that came back another way', () => {
  const OTHERWISE = {
    step: 'refund',
    action: 'returned_otherwise',
    reference: 'chargeback-7',
    note: NOTE,
  } as const;

  test.each([
    { standing: 'refused', trouble: { kind: 'refused', reason: 'till closed' }, passed: NO_SMS_MS },
    { standing: 'pending', trouble: { kind: 'pending' }, passed: NO_SMS_MS },
    { standing: 'unknown', trouble: { kind: 'drop' }, passed: 40 * MINUTE_MS },
  ] as const)(
    'is never paid where the refund was $standing, and is mailed and kept as such',
    async ({ standing, trouble, passed }) => {
      const play = await openPlay(rig);
      const over = play.fault('refund', trouble);
      await play.pass(passed);
      expect((await play.status()).refund?.status).toBe(standing);
      const asked = (await questions(play)).length;
      over();
      await play.support('settleByHand', OTHERWISE);
      const { result, needsAttention, timeline } = await play.status();
      expect(result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
      expect(result?.refund).toEqual({
        key: refundKey(play.purchaseId),
        ...PRICE,
        status: 'confirmed',
        refundId: 'chargeback-7',
        returnedOtherwise: true,
      });
      expect(needsAttention).toEqual([]);
      expect(await questions(play)).toHaveLength(asked);
      expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
      expect(timeline.findLast(({ event }) => event.startsWith('refund_'))).toMatchObject({
        event: 'refund_returned_otherwise',
        clause: 'R2',
        data: { ...PRICE, refundId: 'chargeback-7' },
      });
      expect(mailsOf(play).at(-1)).toBe('funds_returned');
      const mail = rig.sandbox.inbox
        .messages()
        .find(({ purchaseId, template }) => purchaseId === play.purchaseId && template === 'funds_returned');
      expect(mail?.text).toContain('Your money has come back');
      expect(mail?.text).toContain('chargeback-7');
      expect(mail?.text).not.toContain('Refund confirmed');
      const row = rig.ledger.selectFrom('refunds').selectAll().where('purchase_id', '=', play.purchaseId);
      expect(await row.executeTakeFirst()).toMatchObject({
        status: 'confirmed',
        refund_id: 'chargeback-7',
        by_hand: false,
        returned_otherwise: true,
      });
    },
  );

  test('needs a reference, and is no way to end another step', async () => {
    const play = await openPlay(rig);
    play.fault('refund', { kind: 'refused', reason: 'till closed' });
    await play.pass(NO_SMS_MS);
    const { reference: _reference, ...without } = OTHERWISE;
    for (const wanted of [without, { ...OTHERWISE, step: 'cancel' }]) {
      // What no type allows: as a sender in another language can send it.
      expect(await play.ask('settleByHand', SUPPORT, wanted as Wanted<'settleByHand'>)).toMatchObject({
        code: 'invalid_input',
      });
    }
    expect((await play.status()).result).toBeUndefined();
  });
});

describe.concurrent('the cancel before an automatic return', () => {
  test('too early: asked again at the instant the shop names, then the funds return', async () => {
    const play = await openPlay(rig);
    const retryAt = new Date(Date.parse(play.order.purchasedAt) + HOUR_MS).toISOString();
    play.fault('cancel', { kind: 'too_early', retryAt }, 1);
    await play.pass(NO_SMS_MS);
    expect((await play.status()).nextDeadline).toMatchObject({ kind: 'retry', at: retryAt });
    await play.pass(HOUR_MS);
    expect((await play.status()).result?.clause).toBe('R2');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('too early for a day: support and the customer hear of it once, it is still asked, and paid once', async () => {
    const play = await openPlay(rig);
    const over = play.fault('cancel', { kind: 'too_early', retryAt: '2099-01-01T00:00:00Z' });
    await play.pass(NO_SMS_MS + 23 * HOUR_MS);
    expect((await play.status()).needsAttention).toEqual([]);
    expect(mailsOf(play)).toEqual([]);
    await play.pass(HOUR_MS);
    expect(attention(await play.status())).toEqual([{ step: 'cancel', reason: 'too_early' }]);
    expect(mailsOf(play)).toEqual(['refund_delayed']);
    await play.pass(3 * DAY_MS);
    const later = await play.status();
    expect(attention(later)).toEqual([{ step: 'cancel', reason: 'too_early' }]);
    expect(later.timeline.filter(({ event }) => event === 'needs_attention')).toHaveLength(1);
    expect(later.timeline.filter(({ event }) => event === 'cancel_answered').length).toBeGreaterThan(3);
    expect(mailsOf(play)).toEqual(['refund_delayed']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    over();
    await play.pass(DAY_MS);
    const end = await play.status();
    expect(end.result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(end.needsAttention).toEqual([]);
    expect(mailsOf(play)).toEqual(['refund_delayed', 'funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('not cancellable: the funds return all the same', async () => {
    const play = await openPlay(rig);
    play.fault('cancel', { kind: 'not_cancellable' });
    await play.pass(NO_SMS_MS);
    expect((await play.status()).result?.clause).toBe('R2');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test.each([
    { sms: true, outcome: 'a fulfilled purchase' },
    { sms: false, outcome: 'an open window' },
  ])('completed with sms $sms: $outcome and no refund', async ({ sms }) => {
    const play = await openPlay(rig);
    if (sms) rig.sandbox.shop.deliverSms(play.purchaseId);
    rig.sandbox.shop.complete(play.purchaseId);
    await play.pass(NO_SMS_MS);
    expect((await play.status()).stage).toBe('claim_window');
    await play.pass(5 * DAY_MS + MINUTE_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'R1' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('an SMS while it waits for its next try opens the window: no refund', async () => {
    const play = await openPlay(rig);
    const retryAt = new Date(Date.parse(play.order.purchasedAt) + HOUR_MS).toISOString();
    play.fault('cancel', { kind: 'too_early', retryAt }, 1);
    await play.pass(NO_SMS_MS);
    await play.sms();
    expect((await play.status()).stage).toBe('claim_window');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('an SMS while a try is under way that then fails opens the window at once: no refund', async () => {
    const play = await openPlay(rig);
    play.fault('cancel', { kind: 'status', status: 503 });
    await play.pass(NO_SMS_MS);
    await play.sms();
    expect((await play.status()).stage).toBe('returning_funds');
    await play.pass(10 * MINUTE_MS);
    const status = await play.status();
    expect(status.stage).toBe('claim_window');
    expect(status.timeline.map(({ event }) => event)).not.toContain('needs_attention');
    expect(mailsOf(play)).toEqual([]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test.each([
    { trouble: { kind: 'odd_body' } },
    { trouble: { kind: 'status', status: 409 } },
    { trouble: { kind: 'drop' } },
  ] as const)(
    '$trouble.kind: an SMS on record there opens the window, and nobody has to look',
    async ({ trouble }) => {
      const play = await openPlay(rig);
      rig.sandbox.shop.deliverSms(play.purchaseId);
      play.fault('cancel', trouble);
      await play.pass(NO_SMS_MS);
      const status = await play.status();
      expect(status.stage).toBe('claim_window');
      expect(status.timeline.map(({ event }) => event)).not.toContain('needs_attention');
      expect(mailsOf(play)).toEqual([]);
      expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    },
  );

  test('an odd answer to a cancel that was carried out: the funds return at once', async () => {
    const play = await openPlay(rig);
    play.fault('cancel', { kind: 'odd_body' });
    await play.pass(NO_SMS_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(mailsOf(play)).toEqual(['funds_returned']);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('429 with Retry-After 120: asked again after two minutes and not before, then the funds return', async () => {
    const play = await openPlay(rig);
    play.fault('cancel', { kind: 'status', status: 429, retryAfter: '120' }, 1);
    await play.pass(NO_SMS_MS);
    const { raw } = await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).describe();
    expect(raw.pendingActivities?.map((each) => Number(each.currentRetryInterval?.seconds))).toEqual([120]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    await play.pass(2 * MINUTE_MS);
    const { result, timeline } = await play.status();
    expect(result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(timeline.map(({ event }) => event)).not.toContain('needs_attention');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('no answer: the attention says what was wrong', async () => {
    const play = await openPlay(rig);
    play.fault('cancel', { kind: 'status', status: 401 });
    await play.pass(40 * MINUTE_MS);
    expect((await play.status()).needsAttention).toMatchObject([
      { step: 'cancel', reason: 'unavailable', detail: 'status 401' },
    ]);
  });

  test('odd answers need attention; abandoned by hand it counts as an SMS: the window opens, no refund', async () => {
    const play = await openPlay(rig);
    play.fault('cancel', { kind: 'odd_body' });
    play.fault('lookUpActivation', { kind: 'odd_body' });
    await play.pass(40 * MINUTE_MS);
    expect(attention(await play.status())).toEqual([{ step: 'cancel', reason: 'unexpected_answer' }]);
    await play.support('settleByHand', { step: 'cancel', action: 'abandon', note: NOTE });
    const status = await play.status();
    expect(status.stage).toBe('claim_window');
    expect(status.needsAttention).toEqual([]);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });
});

describe.concurrent('a claim parked while the funds return', () => {
  const NON_RECEIPT = { claimType: 'non_receipt', reason: WHY } as const;

  async function parked(): Promise<Play> {
    const play = await openPlay(rig);
    const retryAt = new Date(Date.parse(play.order.purchasedAt) + HOUR_MS).toISOString();
    play.fault('cancel', { kind: 'too_early', retryAt }, 1);
    await play.pass(NO_SMS_MS);
    await play.customer('submitClaim', NON_RECEIPT);
    return play;
  }

  test('is moot once the refund is confirmed, and the money is paid once', async () => {
    const play = await openPlay(rig);
    const over = play.fault('refund', { kind: 'refused', reason: 'till closed' });
    await play.pass(NO_SMS_MS);
    await play.customer('submitClaim', NON_RECEIPT);
    over();
    await play.pass(HOUR_MS);
    const { claims, result } = await play.status();
    expect(claims.map(({ status }) => status)).toEqual(['moot']);
    expect(result?.clause).toBe('R2');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('goes to support when the cancel says that an SMS came', async () => {
    const play = await parked();
    rig.sandbox.shop.deliverSms(play.purchaseId);
    await play.pass(HOUR_MS);
    expect((await play.status()).stage).toBe('in_review');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('is refunded exactly once when the activation was completed without an SMS', async () => {
    const play = await parked();
    rig.sandbox.shop.complete(play.purchaseId);
    await play.pass(HOUR_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C1' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('goes to support when it was completed and the shop does not say whether an SMS came', async () => {
    const play = await parked();
    rig.sandbox.shop.complete(play.purchaseId);
    play.fault('cancel', { kind: 'sms_unsaid' });
    await play.pass(HOUR_MS);
    const { claims, stage } = await play.status();
    expect({ stage, claims: claims.map(({ status }) => status) }).toEqual({
      stage: 'in_review',
      claims: ['open'],
    });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    await play.support('decideClaim', { decision: 'approve', note: NOTE });
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'C1' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([PRICE]);
  });

  test('is rejected citing R1 when it was completed with an SMS', async () => {
    const play = await parked();
    rig.sandbox.shop.deliverSms(play.purchaseId);
    rig.sandbox.shop.complete(play.purchaseId);
    await play.pass(HOUR_MS);
    const { claims, stage } = await play.status();
    expect(claims.map(({ status, clause }) => ({ status, clause }))).toEqual([
      { status: 'rejected', clause: 'R1' },
    ]);
    expect(stage).toBe('claim_window');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });
});

describe.concurrent('a claim that no SMS came, on a completed activation', () => {
  const NON_RECEIPT = { claimType: 'non_receipt', reason: WHY } as const;

  test('of which only the completion was reported: support decides, and nothing is paid before', async () => {
    const play = await openPlay(rig);
    await play.completed();
    await play.customer('submitClaim', NON_RECEIPT);
    const { stage, timeline } = await play.status();
    expect(stage).toBe('in_review');
    expect(timeline.map(({ event }) => event)).not.toContain('cancel_answered');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
    await play.support('decideClaim', { decision: 'reject', clause: 'R1', note: NOTE });
    await play.pass(6 * DAY_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'closed_without_remedy', clause: 'R1' });
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test.each([
    { said: 'that no SMS came', unsaid: false, stage: 'closed', refunds: [PRICE] },
    { said: 'nothing of an SMS', unsaid: true, stage: 'in_review', refunds: [] },
  ])('of which the answer to a cancel said $said → $stage', async ({ unsaid, stage, refunds }) => {
    const play = await openPlay(rig);
    play.completedUnreported();
    if (unsaid) play.fault('cancel', { kind: 'sms_unsaid' });
    await play.pass(NO_SMS_MS);
    expect((await play.status()).stage).toBe('claim_window');
    await play.customer('submitClaim', NON_RECEIPT);
    expect((await play.status()).stage).toBe(stage);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual(refunds);
  });
});
