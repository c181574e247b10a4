import { expect, test } from 'vitest';
import { UnexpectedAnswer } from '../../src/orders/broken-calls.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import { always, hostileServer } from './hostile-server.ts';

const record = (url: string) => httpOrderService({ url, token: 't0ken' }).lookUpRefund('refund:p1');
const refund = { refundId: 'rf_1', status: 'refused', reason: 'account closed' } as const;

test('a look-up has the amount that the order service names, and is only read', async () => {
  const full = { ...refund, amount: 150, currency: 'USD' };
  const { url, requests } = await hostileServer(always(200, full));
  expect(await record(url)).toEqual(full);
  expect(requests).toEqual(['GET /refunds/refund%3Ap1']);
});

test('an order service may leave the amount out, or null', async () => {
  const without = await hostileServer(always(200, refund));
  expect(await record(without.url)).toEqual(refund);
  const nothing = await hostileServer(always(200, { ...refund, amount: null, currency: null }));
  expect(await record(nothing.url)).toEqual(refund);
});

test('404 is no refund', async () => {
  const { url } = await hostileServer(always(404, { error: 'nothing under this key' }));
  expect(await record(url)).toBeNull();
});

test.each([{ amount: '150' }, { amount: 1.5 }, { amount: 2 ** 53 }, { currency: 'euro' }, { currency: 978 }])(
  '%j is no amount: nothing is concluded from it',
  async (money) => {
    const { url } = await hostileServer(always(200, { ...refund, ...money }));
    await expect(record(url)).rejects.toThrow(UnexpectedAnswer);
    await expect(record(url)).rejects.toThrow(/the field (amount|currency) is not /);
  },
);
