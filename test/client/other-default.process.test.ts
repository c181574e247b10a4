import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { anOrder } from './an-order.ts';
import { openService, type OpenService } from './open-service.ts';

// This process has the next release's default; the worker, whose code is a bundle of its own, has today's.
vi.mock(import('../../src/policy/versions.ts'), async (original) => ({
  ...(await original()),
  CURRENT_VERSION_ID: 'sandbox-short',
}));

let service: OpenService;

beforeAll(async () => {
  service = await openService();
}, 600_000);
afterAll(() => service?.close());

test('an opening that names no version is opened by the default of its client', async () => {
  await service.returns.openPurchase(anOrder('p-default'));
  expect(await service.returns.status('p-default')).toMatchObject({
    status: { policyVersion: 'sandbox-short' },
  });
});

test('an opening that is repeated under another default is the same purchase, also if that default would refuse it', async () => {
  const { openPurchase, status } = service.returns;
  // Longer than the twelve hours that `sandbox-short` has for everything.
  const smsDeadline = new Date(Date.now() + 20 * 3_600_000).toISOString();
  const order = anOrder('p-before', { smsDeadline });
  expect(await openPurchase({ ...order, policyVersion: '2026-01' })).toEqual({
    opened: true,
    already: false,
  });
  const before = await status('p-before');
  expect(await openPurchase(order)).toEqual({ opened: true, already: true });
  expect(await status('p-before')).toEqual(before);
  expect(await openPurchase(anOrder('p-never', { smsDeadline }))).toMatchObject({
    opened: false,
    code: 'invalid_input',
    problems: [{ field: 'smsDeadline' }],
  });
});
