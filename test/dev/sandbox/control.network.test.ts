import { request } from 'node:http';
import { expect, test } from 'vitest';
import { Unavailable } from '../../../src/orders/broken-calls.ts';
import { NOW, openSandbox } from './open-sandbox.ts';

async function openControl() {
  const sandbox = await openSandbox();
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.orderServiceUrl}/sandbox${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { ...sandbox, ask };
}

test('another process buys, and gets the events to send; asked again they are the same', async () => {
  const { ask, shopData } = await openControl();
  const order = {
    purchaseId: 'p1',
    customer: { customerId: 'cus_sandbox', email: 'anna@customer.example' },
    activation: {
      activationId: 'act_1',
      phoneNumber: '+447700900000',
      service: 'Telegram',
      country: 'GB',
    },
    price: { amount: 149, currency: 'EUR' },
    purchasedAt: NOW,
    policyVersion: 'sandbox-short',
  };
  const wish = { purchaseId: 'p1', email: 'anna@customer.example', policyVersion: 'sandbox-short' };
  expect(await ask('POST', '/purchases', wish)).toEqual({ status: 201, body: order });
  const sms = { status: 200, body: { eventId: 'sms:p1', occurredAt: NOW } };
  expect(await ask('POST', '/purchases/p1/sms')).toEqual(sms);
  expect(await ask('POST', '/purchases/p1/sms')).toEqual(sms);
  expect(await ask('POST', '/purchases/p1/complete')).toEqual({
    status: 200,
    body: { eventId: 'completed:p1', occurredAt: NOW },
  });
  expect(await ask('GET', '/shop')).toEqual({ status: 200, body: shopData });
  expect(await ask('GET', '/inbox')).toEqual({ status: 200, body: [] });
  expect(shopData.purchases['p1']).toEqual({ order, status: 'completed', smsAt: NOW, completedAt: NOW });
});

test('what the shop has on record otherwise is refused and changes nothing', async () => {
  const { ask, shopData } = await openControl();
  expect((await ask('POST', '/purchases/p1/sms')).status).toBe(404);
  await ask('POST', '/purchases', { purchaseId: 'p1' });
  await ask('POST', '/purchases/p1/cancel');
  const before = structuredClone(shopData);
  expect((await ask('POST', '/purchases', { purchaseId: 'p1' })).status).toBe(409);
  expect((await ask('POST', '/purchases/p1/complete')).status).toBe(409);
  expect((await ask('POST', '/purchases/p1/sms')).status).toBe(409);
  expect(shopData).toEqual(before);
});

test('faults are added, listed and cleared', async () => {
  const { ask, orders } = await openControl();
  const fault = { call: 'lookUpRefund', kind: 'status', status: 500, times: 'until_cleared' };
  expect(await ask('POST', '/faults', fault)).toEqual({ status: 201, body: [fault] });
  await expect(orders.lookUpRefund('refund:p1')).rejects.toBeInstanceOf(Unavailable);
  expect(await ask('GET', '/faults')).toEqual({ status: 200, body: [fault] });
  expect(await ask('DELETE', '/faults')).toEqual({ status: 200, body: [] });
  expect(await orders.lookUpRefund('refund:p1')).toBeNull();
});

test('a malformed wish or fault names the field and changes nothing', async () => {
  const { ask, shopData, faults } = await openControl();
  const wrong = await ask('POST', '/purchases', { purchaseId: 'p 1', price: { amount: 0, currency: 'eur' } });
  expect(wrong.status).toBe(400);
  const { problems } = wrong.body as { problems: { field: string }[] };
  expect(problems.map(({ field }) => field)).toEqual(['purchaseId', 'price.amount', 'price.currency']);
  expect((await ask('POST', '/faults', { call: 'cancel', kind: 'pending' })).status).toBe(400);
  expect((await ask('POST', '/faults', { call: 'nobody', kind: 'drop' })).status).toBe(400);
  expect((await ask('POST', '/faults')).status).toBe(400);
  expect(shopData.purchases).toEqual({});
  expect(faults.list()).toEqual([]);
});

test('stock and pending refunds are set from outside', async () => {
  const { ask, shopData, orders, faults } = await openControl();
  await ask('POST', '/purchases', { purchaseId: 'p1' });
  expect(await ask('PUT', '/stock/Telegram/GB', { left: 0 })).toEqual({ status: 200, body: { left: 0 } });
  expect(shopData.stock).toEqual({ 'Telegram/GB': 0 });
  await ask('PUT', '/stock/Telegram/GB', { left: null });
  expect(shopData.stock).toEqual({});
  faults.add({ call: 'refund', kind: 'pending', times: 1 });
  const price = { amount: 149, currency: 'EUR' };
  await orders.refund({ key: 'refund:p1', purchaseId: 'p1', price, reason: 'R2' });
  expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 0 } });
  expect(await ask('POST', '/purchases/p1/release-refund')).toEqual({
    status: 200,
    body: { released: true },
  });
  expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 149 } });
  expect(await ask('POST', '/purchases/p1/fail-refund')).toEqual({ status: 200, body: { failed: true } });
  expect(await ask('POST', '/purchases/p2/fail-refund')).toEqual({ status: 200, body: { failed: false } });
  expect(shopData.balances).toEqual({ EUR: { paidIn: 149, paidOut: 0 } });
});

test('a page in a browser cannot drive the sandbox', async () => {
  const { ask, shopData } = await openControl();
  const answer = await ask('POST', '/purchases', {}, { origin: 'https://evil.example' });
  expect(answer.status).toBe(403);
  expect(shopData.purchases).toEqual({});
});

/** The status of a GET that comes from another address than 127.0.0.1. */
async function getFromElsewhere(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, localAddress: '127.0.0.2' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject).end();
  });
}

test('a program elsewhere cannot drive the sandbox, whatever it says the host is; the shop answers it', async () => {
  const { token, orderServiceUrl } = await openSandbox({ listenHost: '127.0.0.2' });
  expect(orderServiceUrl).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);

  expect(await getFromElsewhere(`${orderServiceUrl}/sandbox/shop`, {})).toBe(403);
  expect(await getFromElsewhere(`${orderServiceUrl}/sandbox/shop`, { host: '127.0.0.1' })).toBe(403);
  const authorization = `Bearer ${token}`;
  expect(await getFromElsewhere(`${orderServiceUrl}/refunds/refund:none`, { authorization })).toBe(404);
  expect(await getFromElsewhere(`${orderServiceUrl}/refunds/refund:none`, {})).toBe(401);
  expect(await getFromElsewhere(`${orderServiceUrl}/readyz`, {})).toBe(200);
});

test('nobody listens on 127.0.0.1 when another address was asked for', async () => {
  const { orderServiceUrl } = await openSandbox({ listenHost: '127.0.0.2' });
  const { port } = new URL(orderServiceUrl);
  await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow('fetch failed');
});

test('on all interfaces this machine still drives it at 127.0.0.1', async () => {
  const { orderServiceUrl } = await openSandbox({ listenHost: '0.0.0.0' });
  expect(orderServiceUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const shopData = await fetch(`${orderServiceUrl}/sandbox/shop`);
  expect(shopData.status).toBe(200);
  await shopData.body?.cancel();
});
