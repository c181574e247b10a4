import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { orderActivities, type OrderActivities, type Start } from '../../activities/orders.ts';
import type { RefundRequest, ReplacementRequest } from '../../src/contract/activities.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { CURRENT_VERSION_ID } from '../../src/policy/versions.ts';
import { NOW, openSandbox } from '../dev/sandbox/open-sandbox.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { intendReplacement, replacementIssued } from '../../src/ledger/write/replacements.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { always, hostileServer } from './hostile-server.ts';

const price = { amount: 149, currency: 'EUR' };
const refundRequest: RefundRequest = {
  key: 'refund:p1',
  purchaseId: 'p1',
  originalPurchaseId: 'p1',
  depth: 0,
  price,
  reason: 'R2',
};
const replacementRequest: ReplacementRequest = {
  key: 'replacement:p1:1',
  purchaseId: 'p1',
  price,
  activation: { service: 'Telegram', country: 'GB' },
  customer: { customerId: 'c1', email: 'corrected@customer.example', locale: 'de-AT' },
  replaces: { purchaseId: 'p1', originalPurchaseId: 'p1', depth: 1 },
};

const attempt = (): number => 1;

async function openActivities() {
  const sandbox = await openSandbox();
  sandbox.shop.buy({ purchaseId: 'p1' });
  const started: PurchaseOrder[] = [];
  const startPurchase = async (order: PurchaseOrder): Promise<Start> => {
    started.push(order);
    return { is: 'started' };
  };
  const ledger = await emptyLedger();
  const { orders } = sandbox;
  return {
    ...sandbox,
    started,
    ledger,
    activities: orderActivities({ orders, ledger, startPurchase, attempt }),
  };
}

/** Over a server that answers as the test likes. Starting a purchase is an error. */
async function activitiesOver(url: string, ledger?: Ledger): Promise<OrderActivities> {
  return orderActivities({
    orders: httpOrderService({ url, token: 't', timeoutMs: 5_000 }),
    ledger: ledger ?? (await emptyLedger()),
    startPurchase: async () => {
      throw new Error('a purchase was started');
    },
    attempt,
  });
}

/** In which p1 has been issued in the place of p0. */
async function ledgerWithReplacement(): Promise<Ledger> {
  const ledger = await emptyLedger();
  const key = 'replacement:p0:1';
  const replaces = { purchaseId: 'p0', originalPurchaseId: 'p0', depth: 1 };
  const now = new Date(NOW);
  await intendReplacement(ledger, { ...replacementRequest, key, purchaseId: 'p0', replaces }, now);
  await replacementIssued(ledger, key, 'p1', now);
  return ledger;
}

async function failureOf(activity: () => Promise<unknown>): Promise<ApplicationFailure> {
  const failure = await activity().then(
    (answer) => answer,
    (error: unknown) => error,
  );
  if (!(failure instanceof ApplicationFailure)) throw new Error(`no ApplicationFailure: ${String(failure)}`);
  return failure;
}

describe('refund', () => {
  test.each(['answer_lost_after_effect', 'odd_body'] as const)(
    '%s: the refund is found by its key and is the answer; it was paid once',
    async (kind) => {
      const { activities, faults, shopData } = await openActivities();
      faults.add({ call: 'refund', kind, times: 1 });
      const answer = await new MockActivityEnvironment().run(activities.refund, refundRequest);
      expect(answer).toEqual({ refundId: 'rf_3', status: 'confirmed', ...price });
      expect(Object.keys(shopData.refunds)).toEqual(['refund:p1']);
      expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
    },
  );

  test.each([{ kind: 'drop' }, { kind: 'status', status: 503 }, { kind: 'status', status: 429 }] as const)(
    '$kind: nothing is found, so the same call is to be made again',
    async (trouble) => {
      const { activities, faults, shopData } = await openActivities();
      faults.add({ call: 'refund', ...trouble, times: 1 });
      const failure = await failureOf(() => activities.refund(refundRequest));
      expect(failure).toMatchObject({ type: 'Unavailable', nonRetryable: false });
      expect(shopData.refunds).toEqual({});
      expect(await activities.refund(refundRequest)).toMatchObject({ status: 'confirmed' });
      expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
    },
  );

  test('with no look-up either, the first failure is told, and trying again pays nothing more', async () => {
    const { activities, faults, shopData } = await openActivities();
    faults.add({ call: 'refund', kind: 'odd_body', times: 1 });
    faults.add({ call: 'lookUpRefund', kind: 'drop', times: 1 });
    const failure = await failureOf(() => activities.refund(refundRequest));
    expect(failure).toMatchObject({ type: 'UnexpectedAnswer', nonRetryable: false });
    expect(await activities.refund(refundRequest)).toEqual({
      refundId: 'rf_3',
      status: 'confirmed',
      ...price,
    });
    expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
  });

  test('the key used for another request: what was paid under it is found, and paid once', async () => {
    const { activities, shopData } = await openActivities();
    const first = await activities.refund(refundRequest);
    expect(await activities.refund({ ...refundRequest, reason: 'C3a' })).toMatchObject({
      status: 'confirmed',
      refundId: 'refundId' in first ? first.refundId : '',
    });
    expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
  });

  test('another amount found under the key comes back as it is, and the ledger confirms nothing', async () => {
    const { url, requests } = await hostileServer((response, request) =>
      request.method === 'POST'
        ? always(409, {})(response)
        : always(200, { refundId: 'rf_1', status: 'confirmed', amount: 1, currency: 'EUR' })(response),
    );
    const ledger = await emptyLedger();
    const answer = await (await activitiesOver(url, ledger)).refund(refundRequest);
    expect(answer).toEqual({ refundId: 'rf_1', status: 'confirmed', amount: 1, currency: 'EUR' });
    expect(requests).toEqual(['POST /refunds', 'GET /refunds/refund%3Ap1']);
    expect(await ledger.selectFrom('refunds').selectAll().execute()).toMatchObject([
      {
        status: 'unknown',
        amount: 149,
        currency: 'EUR',
        answered_amount: 1,
        answered_currency: 'EUR',
        confirmed_at: null,
      },
    ]);
  });

  test('what the ledger has with another price is not called for', async () => {
    const { activities, shopData, ledger } = await openActivities();
    await recordSnapshot(ledger, snapshotOf('p1', { status: { purchaseId: 'p1' } }), { now: new Date(NOW) });
    const cheap = { ...refundRequest, price: { amount: 1, currency: 'EUR' } };
    expect(await activities.refund(cheap)).toEqual({ status: 'not_as_recorded', ...price });
    expect(shopData.refunds).toEqual({});
    expect(await ledger.selectFrom('refunds').selectAll().execute()).toEqual([]);
  });

  test('a refusal is an answer: it is not looked up and not tried again', async () => {
    const { activities, faults, shopData } = await openActivities();
    faults.add({ call: 'refund', kind: 'refused', reason: 'account closed', times: 1 });
    faults.add({ call: 'lookUpRefund', kind: 'drop', times: 'until_cleared' });
    expect(await activities.refund(refundRequest)).toEqual({
      refundId: 'rf_3',
      status: 'refused',
      reason: 'account closed',
      ...price,
    });
    expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 0 } });
  });

  test('a look-up pays nothing', async () => {
    const { activities, shopData } = await openActivities();
    expect(await activities.lookUpRefund({ key: 'refund:p1' })).toBeNull();
    expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 0 } });
  });
});

test('what the ledger refuses as data is not tried again as if it were away, and nothing is asked of the shop', async () => {
  const { activities, shopData } = await openActivities();
  const nothing = { ...refundRequest, price: { amount: 0, currency: 'EUR' } };
  expect(await failureOf(() => activities.refund(nothing))).toMatchObject({
    type: 'LedgerRefused',
    nonRetryable: true,
    details: [{ detail: 'the ledger refused the data: 23514' }],
  });
  expect(shopData.requests).toEqual({});
});

describe('cancel', () => {
  const activationIdOf = ({ shopData }: Awaited<ReturnType<typeof openActivities>>): string =>
    shopData.purchases['p1']?.order.activation.activationId ?? '';

  test.each(['answer_lost_after_effect', 'odd_body'] as const)(
    '%s: what the shop has on record is the answer, and the number was given back once',
    async (kind) => {
      const opened = await openActivities();
      const { activities, faults, shopData } = opened;
      const activationId = activationIdOf(opened);
      faults.add({ call: 'cancel', kind, times: 1 });
      const answer = await activities.cancelActivation({ purchaseId: 'p1', activationId });
      expect(answer).toMatchObject({ result: 'cancelled' });
      expect(Object.keys(shopData.requests)).toEqual(['cancel:p1']);
    },
  );

  test.each([
    { record: { status: 'active', smsAt: NOW }, answer: { result: 'sms_received', smsAt: NOW } },
    { record: { status: 'completed', smsAt: NOW }, answer: { result: 'completed', smsAt: NOW } },
    { record: { status: 'completed' }, answer: { result: 'completed' } },
    { record: { status: 'completed', smsAt: null }, answer: { result: 'completed', smsAt: null } },
    { record: { status: 'cancelled' }, answer: { result: 'cancelled' } },
    { record: { status: 'cancelled', smsAt: NOW }, answer: { result: 'cancelled', smsAt: NOW } },
  ])('an odd answer, and $record on record → $answer', async ({ record, answer }) => {
    const { url, requests } = await hostileServer((response, { method }) =>
      always(200, method === 'POST' ? { result: 'perhaps' } : record)(response),
    );
    const activities = await activitiesOver(url);
    expect(await activities.cancelActivation({ purchaseId: 'p1', activationId: 'a1' })).toEqual(answer);
    expect(requests).toEqual(['POST /activations/a1/cancel', 'GET /activations/a1']);
  });

  test.each([
    { what: 'still runs without an SMS', lookUp: always(200, { status: 'active' }) },
    { what: 'still runs, and no SMS came', lookUp: always(200, { status: 'active', smsAt: null }) },
    { what: 'is not known', lookUp: always(404, {}) },
    { what: 'cannot be looked up', lookUp: always(503, {}) },
    { what: 'is looked up as something odd', lookUp: always(200, { status: 'paused' }) },
  ])(
    'an odd answer, and the activation $what: the call failed, and says what was odd',
    async ({ lookUp }) => {
      const { url } = await hostileServer((response, { method }) =>
        (method === 'POST' ? always(200, { result: 'perhaps' }) : lookUp)(response),
      );
      const request = { purchaseId: 'p1', activationId: 'a1' };
      const detail =
        'the field result is not one of cancelled, sms_received, completed, too_early, not_cancellable';
      expect(
        await failureOf(async () => (await activitiesOver(url)).cancelActivation(request)),
      ).toMatchObject({
        type: 'UnexpectedAnswer',
        nonRetryable: false,
        details: [{ detail }],
      });
    },
  );
});

describe('an order service that asks to be left alone', () => {
  test.each([
    { status: 429, header: '60', failed: 1, wait: 60_000 },
    { status: 503, header: '999999', failed: 1, wait: 180_000 },
    { status: 503, header: '0', failed: 1, wait: undefined },
    { status: 503, header: '60', failed: 5, wait: undefined },
    { status: 503, header: 'soon', failed: 1, wait: undefined },
  ])(
    'status $status with Retry-After $header after try $failed → $wait ms, undefined being our own wait',
    async ({ status, header, failed, wait }) => {
      const { url } = await hostileServer(always(status, {}, { 'retry-after': header }));
      const activities = orderActivities({
        orders: httpOrderService({ url, token: 't' }),
        ledger: await emptyLedger(),
        startPurchase: () => Promise.reject(new Error('a purchase was started')),
        attempt: () => failed,
      });
      const failure = await failureOf(() => activities.refund(refundRequest));
      expect(failure).toMatchObject({ type: 'Unavailable', details: [{ detail: `status ${status}` }] });
      expect(failure.nextRetryDelay ?? undefined).toBe(wait);
    },
  );
});

describe('replacement', () => {
  test('the new purchase starts with our contact, version, price and place in the chain', async () => {
    const { activities, started } = await openActivities();
    const answer = await activities.issueReplacement(replacementRequest);
    expect(answer).toEqual({
      result: 'issued',
      purchaseId: 'pur_3',
      phoneNumber: '+447700900001',
    });
    expect(started).toEqual([
      {
        purchaseId: 'pur_3',
        customer: replacementRequest.customer,
        activation: {
          activationId: 'act_4',
          phoneNumber: '+447700900001',
          service: 'Telegram',
          country: 'GB',
        },
        price,
        purchasedAt: NOW,
        policyVersion: CURRENT_VERSION_ID,
        replaces: { purchaseId: 'p1', originalPurchaseId: 'p1', depth: 1 },
      },
    ]);
  });

  test('again with the same key it is the same purchase, started once more under the same id', async () => {
    const { activities, started, shopData } = await openActivities();
    const first = await activities.issueReplacement(replacementRequest);
    expect(await activities.issueReplacement(replacementRequest)).toEqual(first);
    expect(await activities.findReplacement(replacementRequest)).toEqual({
      purchaseId: 'pur_3',
      phoneNumber: '+447700900001',
    });
    expect(started.map(({ purchaseId }) => purchaseId)).toEqual(['pur_3', 'pur_3', 'pur_3']);
    expect(Object.keys(shopData.purchases)).toEqual(['p1', 'pur_3']);
  });

  test.each(['answer_lost_after_effect', 'odd_body'] as const)(
    '%s: what was issued is found by its key and is the answer; one number was issued',
    async (kind) => {
      const { activities, started, faults, shopData } = await openActivities();
      faults.add({ call: 'replacement', kind, times: 1 });
      expect(await activities.issueReplacement(replacementRequest)).toEqual({
        result: 'issued',
        purchaseId: 'pur_3',
        phoneNumber: '+447700900001',
      });
      expect(started.map(({ purchaseId }) => purchaseId)).toEqual(['pur_3']);
      expect(Object.keys(shopData.purchases)).toEqual(['p1', 'pur_3']);
    },
  );

  test('a lost answer, and another price on record: nothing is started', async () => {
    const { activities, started, faults } = await openActivities();
    faults.add({ call: 'replacement', kind: 'other_price', times: 1 });
    faults.add({ call: 'replacement', kind: 'answer_lost_after_effect', times: 1 });
    expect(await activities.issueReplacement(replacementRequest)).toEqual({ result: 'price_differs' });
    expect(started).toEqual([]);
  });

  test('another price starts nothing, when it is issued and when it is looked up', async () => {
    const { activities, started, faults } = await openActivities();
    faults.add({ call: 'replacement', kind: 'other_price', times: 1 });
    expect(await activities.issueReplacement(replacementRequest)).toEqual({ result: 'price_differs' });
    expect(await activities.findReplacement(replacementRequest)).toBeNull();
    expect(started).toEqual([]);
  });

  test('a purchase that is there with other terms is refused with its reason, and another remedy can be given', async () => {
    const { orders, ledger, shopData } = await openActivities();
    const asked: string[] = [];
    const activities = orderActivities({
      orders,
      ledger,
      startPurchase: async ({ purchaseId }) => {
        asked.push(purchaseId);
        return { is: 'taken' };
      },
      attempt,
    });
    const refused = {
      result: 'refused',
      reason: 'the order service named a purchase that is there already, with other terms',
    };
    expect(await activities.issueReplacement(replacementRequest)).toEqual(refused);
    expect(await activities.issueReplacement(replacementRequest)).toEqual(refused);
    expect(await activities.findReplacement(replacementRequest)).toBeNull();
    expect(asked).toEqual(['pur_3', 'pur_3', 'pur_3']);
    expect(
      await ledger.selectFrom('replacements').select(['status', 'replacement_purchase_id']).execute(),
    ).toEqual([{ status: 'refused', replacement_purchase_id: null }]);
    expect(await activities.refund({ ...refundRequest, reason: 'C3a' })).toMatchObject({
      status: 'confirmed',
    });
    expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
  });

  test('a purchase that was issued in the place of another one is refused and not started again', async () => {
    const { activities, started, shopData } = await openActivities();
    await activities.issueReplacement(replacementRequest);
    shopData.replacements['replacement:p2:1'] = { result: 'issued', purchaseId: 'pur_3' };
    const other: ReplacementRequest = {
      ...replacementRequest,
      key: 'replacement:p2:1',
      purchaseId: 'p2',
      replaces: { purchaseId: 'p2', originalPurchaseId: 'p2', depth: 1 },
    };
    expect(await activities.findReplacement(other)).toBeNull();
    expect(started.map(({ replaces }) => replaces?.purchaseId)).toEqual(['p1']);
  });

  test('one that cannot be opened yet, its instant being ahead, is unexpected and can be issued later', async () => {
    const { orders, ledger } = await openActivities();
    let start: Start = { is: 'malformed', problems: [{ field: 'purchasedAt', message: 'is not right' }] };
    const activities = orderActivities({ orders, ledger, startPurchase: async () => start, attempt });
    expect(await failureOf(() => activities.issueReplacement(replacementRequest))).toMatchObject({
      type: 'UnexpectedAnswer',
      details: [{ detail: 'wrong or missing: purchase.purchasedAt' }],
    });
    start = { is: 'started' };
    expect(await activities.issueReplacement(replacementRequest)).toEqual({
      result: 'issued',
      purchaseId: 'pur_3',
      phoneNumber: '+447700900001',
    });
  });

  test('one that is on record and cannot be opened is none that could be used, so that it can be given up', async () => {
    const { orders, ledger } = await openActivities();
    let start: Start = { is: 'malformed', problems: [{ field: 'purchasedAt', message: 'is not right' }] };
    const activities = orderActivities({ orders, ledger, startPurchase: async () => start, attempt });
    await failureOf(() => activities.issueReplacement(replacementRequest));
    expect(await activities.findReplacement(replacementRequest)).toBeNull();
    start = { is: 'started' };
    expect(await activities.findReplacement(replacementRequest)).toMatchObject({ purchaseId: 'pur_3' });
  });

  test('out of stock and refused start nothing and are found as nothing', async () => {
    const { activities, started, faults } = await openActivities();
    expect(await activities.findReplacement(replacementRequest)).toBeNull();
    faults.add({ call: 'replacement', kind: 'refused', reason: 'closed today', times: 1 });
    faults.add({ call: 'replacement', kind: 'out_of_stock', times: 1 });
    expect(await activities.issueReplacement(replacementRequest)).toEqual({
      result: 'refused',
      reason: 'closed today',
    });
    expect(await activities.findReplacement(replacementRequest)).toBeNull();
    expect(await activities.issueReplacement(replacementRequest)).toEqual({ result: 'out_of_stock' });
    expect(await activities.findReplacement(replacementRequest)).toBeNull();
    expect(started).toEqual([]);
  });

  const purchase = {
    purchaseId: 'p9',
    customer: { customerId: 'c1', email: 'old@customer.example' },
    activation: { activationId: 'a9', phoneNumber: '+447700900009', service: 'Telegram', country: 'GB' },
    price,
    purchasedAt: NOW,
  };

  test.each([
    { what: 'the id of the old purchase', fields: ['purchaseId'], change: { purchaseId: 'p1' } },
    { what: 'the id of the original purchase', fields: ['purchaseId'], change: { purchaseId: 'p0' } },
    { what: 'no activation', fields: ['activation'], change: { activation: null } },
    { what: 'a malformed id', fields: ['purchaseId'], change: { purchaseId: 'p 9' } },
    { what: 'a malformed price', fields: ['price'], change: { price: { amount: '149', currency: 'EUR' } } },
    { what: 'no instant', fields: ['purchasedAt'], change: { purchasedAt: 'now' } },
    {
      what: 'an SMS deadline that is over at the start',
      fields: ['smsDeadline'],
      change: { smsDeadline: '2026-03-01T09:00:00Z' },
    },
  ])('issued with $what is unexpected and starts nothing', async ({ change, fields }) => {
    const { url } = await hostileServer(
      always(200, { result: 'issued', purchase: { ...purchase, ...change } }),
    );
    const replaces = { purchaseId: 'p1', originalPurchaseId: 'p0', depth: 2 };
    const failure = await failureOf(async () =>
      (await activitiesOver(url, await ledgerWithReplacement())).issueReplacement({
        ...replacementRequest,
        replaces,
      }),
    );
    expect(failure).toMatchObject({ type: 'UnexpectedAnswer', nonRetryable: false });
    for (const field of fields) expect(failure.message).toContain(`purchase.${field}`);
    expect(failure.message).not.toMatch(/customer\.example|\+44|p 9/);
  });

  test("a contact, version and chain in the shop's answer count for nothing, malformed or not", async () => {
    const theirs = { customer: 'nobody', policyVersion: 'none', replaces: { depth: 99 } };
    const { url } = await hostileServer(
      always(200, { result: 'issued', purchase: { ...purchase, ...theirs } }),
    );
    const started: PurchaseOrder[] = [];
    const activities = orderActivities({
      orders: httpOrderService({ url, token: 't' }),
      ledger: await emptyLedger(),
      startPurchase: async (order) => {
        started.push(order);
        return { is: 'started' };
      },
      attempt,
    });
    await activities.issueReplacement(replacementRequest);
    const { customer, replaces } = replacementRequest;
    expect(started).toEqual([{ ...purchase, customer, replaces, policyVersion: CURRENT_VERSION_ID }]);
  });

  test('a start that fails is no answer of the order service and is tried again', async () => {
    const { orders, ledger, shopData } = await openActivities();
    const activities = orderActivities({
      orders,
      ledger,
      startPurchase: () => Promise.reject(new Error('no Temporal')),
      attempt,
    });
    await expect(activities.issueReplacement(replacementRequest)).rejects.toThrow('no Temporal');
    await expect(activities.issueReplacement(replacementRequest)).rejects.toThrow('no Temporal');
    expect(Object.keys(shopData.purchases)).toEqual(['p1', 'pur_3']);
  });
});
