import { describe, expect, test } from 'vitest';
import { Unavailable, UnexpectedAnswer } from '../../../src/orders/broken-calls.ts';
import { httpOrderService } from '../../../src/orders/http-order-service.ts';
import { startSandbox } from '../../../dev/sandbox/sandbox.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { countedIds, NOW, openSandbox } from './open-sandbox.ts';

const price = { amount: 149, currency: 'EUR' };
const cancelOf = (purchaseId: string, activationId: string) => ({
  key: `cancel:${purchaseId}`,
  activationId,
});
const refundOf = (purchaseId: string) => ({
  key: `refund:${purchaseId}`,
  purchaseId,
  price,
  reason: 'R2',
});
const replacementOf = (purchaseId: string, n = 1) => ({
  key: `replacement:${purchaseId}:${n}`,
  purchaseId,
  price,
  service: 'Telegram',
  country: 'GB',
});
const paid = { EUR: { paidIn: 149, paidOut: 0 } };
const paidBack = { EUR: { paidIn: 149, paidOut: 149 } };

describe('cancel', () => {
  test('without an SMS the activation is cancelled, and again it is answered the same', async () => {
    const { orders, shop } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    const request = cancelOf('p1', activation.activationId);
    expect(await orders.cancel(request)).toEqual({ result: 'cancelled', smsAt: null });
    expect(await orders.cancel(request)).toEqual({ result: 'cancelled', smsAt: null });
    expect(await orders.lookUpActivation(activation.activationId)).toEqual({
      status: 'cancelled',
      smsAt: null,
    });
    expect(() => shop.deliverSms('p1')).toThrow('no SMS reaches it');
  });

  test('what the shop cancelled itself is answered cancelled', async () => {
    const { orders, shop } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    expect(shop.cancel('p1')).toEqual({ eventId: 'cancelled:p1', occurredAt: NOW });
    expect(await orders.cancel(cancelOf('p1', activation.activationId))).toEqual({
      result: 'cancelled',
      smsAt: null,
    });
  });

  test('an SMS stands in the way, and stays on record', async () => {
    const { orders, shop } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    expect(shop.deliverSms('p1')).toEqual({ eventId: 'sms:p1', occurredAt: NOW });
    const request = cancelOf('p1', activation.activationId);
    expect(await orders.cancel(request)).toEqual({ result: 'sms_received', smsAt: NOW });
    expect(await orders.lookUpActivation(activation.activationId)).toEqual({ status: 'active', smsAt: NOW });
  });

  test.each([true, false])('a completion stands in the way (with an SMS: %s)', async (withSms) => {
    const { orders, shop } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    if (withSms) shop.deliverSms('p1');
    shop.complete('p1');
    expect(await orders.cancel(cancelOf('p1', activation.activationId))).toEqual({
      result: 'completed',
      smsAt: withSms ? NOW : null,
    });
  });

  test('an SMS that comes as the cancel does wins', async () => {
    const { orders, shop, faults } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'cancel', kind: 'sms_during_cancel', times: 1 });
    const request = cancelOf('p1', activation.activationId);
    expect(await orders.cancel(request)).toEqual({ result: 'sms_received', smsAt: NOW });
    expect(shop.deliverSms('p1')).toEqual({ eventId: 'sms:p1', occurredAt: NOW });
  });

  test('too_early is not final: the same key is cancelled later', async () => {
    const { orders, shop, faults } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    const retryAt = '2026-03-01T10:02:00.000Z';
    faults.add({ call: 'cancel', kind: 'too_early', retryAt, times: 1 });
    const request = cancelOf('p1', activation.activationId);
    expect(await orders.cancel(request)).toEqual({ result: 'too_early', retryAt });
    expect(await orders.lookUpActivation(activation.activationId)).toEqual({ status: 'active', smsAt: null });
    expect(await orders.cancel(request)).toEqual({ result: 'cancelled', smsAt: null });
  });

  test('not_cancellable is final and leaves the activation as it is', async () => {
    const { orders, shop, faults } = await openSandbox();
    const { activation } = shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'cancel', kind: 'not_cancellable', times: 1 });
    const request = cancelOf('p1', activation.activationId);
    expect(await orders.cancel(request)).toEqual({ result: 'not_cancellable' });
    expect(await orders.cancel(request)).toEqual({ result: 'not_cancellable' });
    expect(await orders.lookUpActivation(activation.activationId)).toEqual({ status: 'active', smsAt: null });
  });

  test('an unknown activation is no activation, and cancelling it is unexpected', async () => {
    const { orders } = await openSandbox();
    expect(await orders.lookUpActivation('nobody')).toBeNull();
    await expect(orders.cancel(cancelOf('p1', 'nobody'))).rejects.toBeInstanceOf(UnexpectedAnswer);
  });
});

describe('refund', () => {
  test('the same key twice pays once', async () => {
    const { orders, shop, shopData } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    expect(await orders.lookUpRefund('refund:p1')).toBeNull();
    const first = await orders.refund(refundOf('p1'));
    expect(first).toEqual({ refundId: 'rf_3', status: 'confirmed', ...price });
    expect(await orders.refund(refundOf('p1'))).toEqual(first);
    expect(await orders.lookUpRefund('refund:p1')).toEqual(first);
    expect(shopData.balances).toEqual(paidBack);
    expect(Object.keys(shopData.refunds)).toEqual(['refund:p1']);
  });

  test('the same key twice at the same time pays once', async () => {
    const { orders, shop, shopData } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => orders.refund(refundOf('p1'))));
    expect(new Set(answers.map(({ refundId }) => refundId)).size).toBe(1);
    expect(shopData.balances).toEqual(paidBack);
  });

  test('the same key with another body is 409 and has no effect', async () => {
    const { orders, shop, shopData, orderServiceUrl, token } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    await orders.refund(refundOf('p1'));
    const before = structuredClone(shopData);
    const response = await fetch(`${orderServiceUrl}/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'refund:p1' },
      body: JSON.stringify({ purchaseId: 'p1', amount: 150, currency: 'EUR', reason: 'R2' }),
    });
    expect(response.status).toBe(409);
    await response.body?.cancel();
    expect(shopData).toEqual(before);
    const other = { ...refundOf('p1'), reason: 'C1' };
    await expect(orders.refund(other)).rejects.toBeInstanceOf(UnexpectedAnswer);
    expect(shopData).toEqual(before);
  });

  test('a write without a key is 400 and has no effect', async () => {
    const { shop, shopData, orderServiceUrl, token } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    const before = structuredClone(shopData);
    const response = await fetch(`${orderServiceUrl}/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ purchaseId: 'p1', ...price, reason: 'R2' }),
    });
    expect(response.status).toBe(400);
    await response.body?.cancel();
    expect(shopData).toEqual(before);
  });

  test('refused pays nothing and is not final', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'refund', kind: 'refused', reason: 'account closed', times: 1 });
    const refused = { refundId: 'rf_3', status: 'refused', reason: 'account closed', ...price };
    expect(await orders.refund(refundOf('p1'))).toEqual(refused);
    expect(await orders.lookUpRefund('refund:p1')).toEqual(refused);
    expect(shopData.balances).toEqual(paid);
    expect(await orders.refund(refundOf('p1'))).toEqual({ refundId: 'rf_3', status: 'confirmed', ...price });
    expect(shopData.balances).toEqual(paidBack);
  });

  test('in another amount is paid and stays on record so; a look-up may also only say so', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    const cent = { amount: 1, currency: 'USD' };
    faults.add({ call: 'refund', kind: 'other_amount', ...cent, times: 1 });
    const paidWrong = { refundId: 'rf_3', status: 'confirmed', ...cent };
    expect(await orders.refund(refundOf('p1'))).toEqual(paidWrong);
    expect(await orders.lookUpRefund('refund:p1')).toEqual(paidWrong);
    expect(shopData.balances).toEqual({ ...paid, USD: { paidIn: 0, paidOut: 1 } });
    faults.add({ call: 'lookUpRefund', kind: 'other_amount', ...price, times: 1 });
    expect(await orders.lookUpRefund('refund:p1')).toMatchObject(price);
    expect(await orders.lookUpRefund('refund:p1')).toEqual(paidWrong);
  });

  test('pending stays so until it is released, and pays once', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'refund', kind: 'pending', times: 1 });
    expect((await orders.refund(refundOf('p1'))).status).toBe('pending');
    expect((await orders.refund(refundOf('p1'))).status).toBe('pending');
    expect(shopData.balances).toEqual(paid);
    expect(shop.releaseRefund('p1')).toBe(true);
    expect(shop.releaseRefund('p1')).toBe(false);
    expect((await orders.lookUpRefund('refund:p1'))?.status).toBe('confirmed');
    expect((await orders.refund(refundOf('p1'))).status).toBe('confirmed');
    expect(shopData.balances).toEqual(paidBack);
  });

  test('fails after it was confirmed: the money is back, once, and the record says why', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    expect(shop.failRefund('p1')).toBe(false);
    await orders.refund(refundOf('p1'));
    expect(shop.failRefund('p1')).toBe(true);
    expect(shop.failRefund('p1')).toBe(false);
    expect(await orders.lookUpRefund('refund:p1')).toMatchObject({
      status: 'refused',
      reason: 'returned by the bank',
    });
    expect(shopData.balances).toEqual(paid);
    shop.buy({ purchaseId: 'p2' });
    faults.add({ call: 'refund', kind: 'pending', times: 1 });
    await orders.refund(refundOf('p2'));
    const before = structuredClone(shopData.balances);
    expect(shop.failRefund('p2')).toBe(true);
    expect(shopData.balances).toEqual(before);
  });

  test('what nobody paid for, or another price, is refused', async () => {
    const { orders, shop, shopData } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    const replacement = await orders.issueReplacement(replacementOf('p1'));
    if (replacement.result !== 'issued') throw new Error('not issued');
    const free = String(replacement.purchase['purchaseId']);
    expect(await orders.refund(refundOf('nobody'))).toMatchObject({ status: 'refused' });
    expect(await orders.refund(refundOf(free))).toMatchObject({ status: 'refused' });
    expect(await orders.refund({ ...refundOf('p1'), price: { ...price, amount: 150 } })).toMatchObject({
      status: 'refused',
    });
    expect(shopData.balances).toEqual(paid);
  });
});

describe('replacement', () => {
  test('one key issues one purchase of equal price, for which nobody pays', async () => {
    const { orders, shop, shopData } = await openSandbox();
    const old = shop.buy({ purchaseId: 'p1' });
    const issued = await orders.issueReplacement(replacementOf('p1'));
    expect(issued).toEqual({
      result: 'issued',
      purchase: {
        purchaseId: 'pur_3',
        customer: old.customer,
        activation: {
          activationId: 'act_4',
          phoneNumber: '+447700900001',
          service: 'Telegram',
          country: 'GB',
        },
        price,
        purchasedAt: NOW,
      },
    });
    expect(await orders.issueReplacement(replacementOf('p1'))).toEqual(issued);
    expect(await orders.lookUpReplacement('replacement:p1:1')).toEqual(issued);
    expect(await orders.lookUpReplacement('replacement:p1:2')).toBeNull();
    expect(Object.keys(shopData.purchases)).toEqual(['p1', 'pur_3']);
    expect(shopData.balances).toEqual(paid);
  });

  test('an empty shelf issues nothing under this key for ever; the next key may', async () => {
    const { orders, shop, shopData } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    shop.setStock('Telegram', 'GB', 0);
    expect(await orders.issueReplacement(replacementOf('p1', 1))).toEqual({ result: 'out_of_stock' });
    expect(Object.keys(shopData.purchases)).toEqual(['p1']);
    shop.setStock('Telegram', 'GB', 1);
    expect(await orders.issueReplacement(replacementOf('p1', 1))).toEqual({ result: 'out_of_stock' });
    expect(await orders.lookUpReplacement('replacement:p1:1')).toEqual({ result: 'out_of_stock' });
    expect(await orders.issueReplacement(replacementOf('p1', 2))).toMatchObject({ result: 'issued' });
    expect(await orders.issueReplacement(replacementOf('p1', 3))).toEqual({ result: 'out_of_stock' });
    expect(shopData.stock).toEqual({ 'Telegram/GB': 0 });
  });

  test('out of stock as a fault, refused (not final) and another price', async () => {
    const { orders, shop, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'replacement', kind: 'out_of_stock', times: 1 });
    faults.add({ call: 'replacement', kind: 'refused', reason: 'closed today', times: 1 });
    expect(await orders.issueReplacement(replacementOf('p1', 1))).toEqual({
      result: 'refused',
      reason: 'closed today',
    });
    expect(await orders.issueReplacement(replacementOf('p1', 1))).toEqual({ result: 'out_of_stock' });
    faults.add({ call: 'replacement', kind: 'other_price', times: 1 });
    expect(await orders.issueReplacement(replacementOf('p1', 2))).toMatchObject({
      purchase: { price: { amount: 150, currency: 'EUR' } },
    });
  });
});

describe('faults on the way', () => {
  test('a dropped request has no effect', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'refund', kind: 'drop', times: 1 });
    await expect(orders.refund(refundOf('p1'))).rejects.toBeInstanceOf(Unavailable);
    expect(await orders.lookUpRefund('refund:p1')).toBeNull();
    expect(shopData.balances).toEqual(paid);
    expect(faults.list()).toEqual([]);
  });

  test('an answer lost after the effect is found by its key: one refund, the exact balance', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'refund', kind: 'answer_lost_after_effect', times: 1 });
    await expect(orders.refund(refundOf('p1'))).rejects.toBeInstanceOf(Unavailable);
    const found = { refundId: 'rf_3', status: 'confirmed', ...price };
    expect(await orders.lookUpRefund('refund:p1')).toEqual(found);
    expect(await orders.refund(refundOf('p1'))).toEqual(found);
    expect(Object.keys(shopData.refunds)).toEqual(['refund:p1']);
    expect(shopData.balances).toEqual(paidBack);
  });

  test('an odd body comes after the effect', async () => {
    const { orders, shop, shopData, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'refund', kind: 'odd_body', times: 1 });
    await expect(orders.refund(refundOf('p1'))).rejects.toBeInstanceOf(UnexpectedAnswer);
    expect(shopData.balances).toEqual(paidBack);
  });

  test('a status happens as often as it was told to, or until it is cleared', async () => {
    const { orders, shop, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'lookUpRefund', kind: 'status', status: 500, times: 2 });
    for (const _ of [1, 2])
      await expect(orders.lookUpRefund('refund:p1')).rejects.toBeInstanceOf(Unavailable);
    expect(await orders.lookUpRefund('refund:p1')).toBeNull();
    faults.add({ call: 'lookUpRefund', kind: 'status', status: 429, times: 'until_cleared' });
    for (const _ of [1, 2, 3])
      await expect(orders.lookUpRefund('refund:p1')).rejects.toBeInstanceOf(Unavailable);
    faults.clear();
    expect(await orders.lookUpRefund('refund:p1')).toBeNull();
  });

  test('a fault for one purchase leaves the others alone', async () => {
    const { orders, shop, faults } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    shop.buy({ purchaseId: 'p2' });
    faults.add({ call: 'refund', kind: 'drop', times: 'until_cleared', purchaseId: 'p1' });
    expect(await orders.refund(refundOf('p2'))).toMatchObject({ status: 'confirmed' });
    await expect(orders.refund(refundOf('p1'))).rejects.toBeInstanceOf(Unavailable);
  });

  test('a slow answer outlives the patience of the caller; its effect comes all the same', async () => {
    const { shop, faults, orderServiceUrl, token, orders } = await openSandbox();
    shop.buy({ purchaseId: 'p1' });
    faults.add({ call: 'refund', kind: 'slow', delayMs: 1_000, times: 1 });
    const impatient = httpOrderService({ url: orderServiceUrl, token, timeoutMs: 500 });
    await expect(impatient.refund(refundOf('p1'))).rejects.toBeInstanceOf(Unavailable);
    await expect
      .poll(() => orders.lookUpRefund('refund:p1'), { timeout: 20_000 })
      .toMatchObject({ status: 'confirmed' });
  });

  test('a fault that cannot happen to a call is refused', async () => {
    const { faults } = await openSandbox();
    expect(() => faults.add({ call: 'cancel', kind: 'out_of_stock', times: 1 })).toThrow(
      'out_of_stock cannot happen to cancel.',
    );
    expect(faults.list()).toEqual([]);
  });
});

test('a wrong token is Unavailable, may heal, and has no effect', async () => {
  const { shop, shopData, orderServiceUrl, token } = await openSandbox();
  shop.buy({ purchaseId: 'p1' });
  for (const wrong of ['x', `${token}x`, token.slice(1)]) {
    const orders = httpOrderService({ url: orderServiceUrl, token: wrong });
    await expect(orders.refund(refundOf('p1'))).rejects.toThrow(
      'The order service gave no answer to refund: status 401.',
    );
    await expect(orders.lookUpRefund('refund:p1')).rejects.toBeInstanceOf(Unavailable);
  }
  expect(shopData.refunds).toEqual({});
  expect(shopData.balances).toEqual(paid);
});

test('a restart keeps what the shop knows, and the keys', async () => {
  const dataDir = temporaryFolder();
  const newId = countedIds();
  const first = await startSandbox({ dataDir, newId, token: 'same' });
  first.shop.buy({ purchaseId: 'p1' });
  const before = httpOrderService({ url: first.orderServiceUrl, token: 'same' });
  const answer = await before.refund(refundOf('p1'));
  const shopData = structuredClone(first.shopData);
  await first.stop();

  const second = await openSandbox({ dataDir, newId, token: 'same' });
  expect(second.shopData).toEqual(shopData);
  expect(await second.orders.refund(refundOf('p1'))).toEqual(answer);
  expect(second.shopData).toEqual(shopData);
  await expect(second.orders.refund({ ...refundOf('p1'), reason: 'C1' })).rejects.toBeInstanceOf(
    UnexpectedAnswer,
  );
});
