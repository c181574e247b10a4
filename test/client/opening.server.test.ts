import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import { anEvent, anOrder } from './an-order.ts';
import { openService, type OpenService } from './open-service.ts';

let service: OpenService;

beforeAll(async () => {
  service = await openService();
}, 600_000);
afterAll(() => service?.close());

const exists = (purchaseId: string): Promise<boolean> =>
  service.client.workflow
    .getHandle(workflowIdOf(purchaseId))
    .describe()
    .then(
      () => true,
      () => false,
    );

test.concurrent('a purchase is open at once, also while no worker runs', async () => {
  const { openPurchase } = service.elsewhere('no-worker');
  expect(await openPurchase(anOrder('p-alone'))).toEqual({ opened: true, already: false });
  expect(await exists('p-alone')).toBe(true);
});

test.concurrent('an open purchase tells where it stands', async () => {
  const order = anOrder('p-status', { policyVersion: 'sandbox-short' });
  await service.returns.openPurchase(order);
  expect(await service.returns.status('p-status')).toMatchObject({
    found: true,
    status: {
      purchaseId: 'p-status',
      stage: 'awaiting_sms',
      policyVersion: 'sandbox-short',
      terms: { customerId: 'c-1', activationId: 'act-p-status', purchasedAt: order.purchasedAt },
    },
  });
});

test.concurrent('opening again with the same terms changes nothing and says so', async () => {
  const { openPurchase, status, correctContact } = service.returns;
  const order = anOrder('p-again');
  await openPurchase(order);
  const by = { kind: 'support', id: 'agent-7' } as const;
  await correctContact('p-again', { by, email: 'ada@example.org' });
  // The mail about it is the last thing that happens by itself.
  await vi.waitFor(async () => {
    const found = await status('p-again');
    expect(found.found && found.status.timeline.map(({ event }) => event)).toContain('mail_accepted');
  }, 60_000);
  const before = await status('p-again');

  const local = order.purchasedAt.replace('Z', '+00:00');
  const smsDeadline = new Date(Date.parse(order.purchasedAt) + 20 * 60_000).toISOString();
  const customer = { customerId: 'c-1', email: 'ada@example.org' };
  const repeats = [
    { ...order, customer },
    { ...order, customer, purchasedAt: local, policyVersion: '2026-01', smsDeadline },
  ];
  for (const repeat of repeats) expect(await openPurchase(repeat)).toEqual({ opened: true, already: true });
  expect(await status('p-again')).toEqual(before);
});

test.concurrent('opening again with a corrected address changes nothing, and names the fields that differ and nothing else', async () => {
  const { openPurchase, status } = service.returns;
  const customer = {
    customerId: 'c-1',
    email: 'ada@example.com',
    name: 'Ada',
    locale: 'de-AT',
    timeZone: 'UTC',
  };
  const order = anOrder('p-corrected', { customer });
  await openPurchase(order);
  const before = await status('p-corrected');

  const { email, ...rest } = customer;
  expect(await openPurchase({ ...order, customer: { ...rest, email: 'ada@example.org' } })).toEqual({
    opened: true,
    already: true,
    differences: ['customer.email'],
  });
  expect(
    await openPurchase({
      ...order,
      activation: { ...order.activation, phoneNumber: '+4366499999999' },
      customer: { customerId: 'c-1', email, name: 'Ada Example', locale: 'en', timeZone: 'Europe/Vienna' },
    }),
  ).toEqual({
    opened: true,
    already: true,
    differences: ['customer.name', 'customer.locale', 'customer.timeZone', 'activation.phoneNumber'],
  });
  // What an order does not say is no difference.
  expect(await openPurchase({ ...order, customer: { customerId: 'c-1', email } })).toEqual({
    opened: true,
    already: true,
  });
  expect(await status('p-corrected')).toEqual(before);
});

test.concurrent('an order that repeats what support has corrected since is told so', async () => {
  const { openPurchase, correctContact } = service.returns;
  const order = anOrder('p-corrected-since');
  await openPurchase(order);
  const by = { kind: 'support', id: 'agent-7' } as const;
  await correctContact('p-corrected-since', { by, email: 'ada@example.org' });
  expect(await openPurchase(order)).toEqual({
    opened: true,
    already: true,
    differences: ['customer.email'],
  });
});

test.concurrent('opening again with other terms is refused, naming every field that differs and nothing else', async () => {
  const { openPurchase, status } = service.returns;
  const order = anOrder('p-other');
  await openPurchase(order);
  const before = await status('p-other');

  const other = await openPurchase({
    ...order,
    customer: { customerId: 'c-2', email: 'ada@example.com' },
    activation: { ...order.activation, activationId: 'act-2', service: 'othergram', country: 'DE' },
    price: { amount: 99, currency: 'USD' },
    purchasedAt: new Date(Date.parse(order.purchasedAt) - 1).toISOString(),
    policyVersion: 'sandbox-short',
    replaces: { purchaseId: 'p-0', originalPurchaseId: 'p-0', depth: 1 },
  });
  expect(other).toEqual({
    opened: false,
    code: 'other_terms',
    differences: [
      'customer.customerId',
      'activation.activationId',
      'activation.service',
      'activation.country',
      'price.amount',
      'price.currency',
      'purchasedAt',
      'smsDeadline',
      'policyVersion',
      'replaces.purchaseId',
      'replaces.originalPurchaseId',
      'replaces.depth',
    ],
  });
  expect(await status('p-other')).toEqual(before);
});

test.concurrent('of several that open at once, exactly one is told that it was first', async () => {
  const order = anOrder('p-race');
  const answers = await Promise.all([order, order, order].map((each) => service.returns.openPurchase(each)));
  expect(answers.filter((each) => each.opened && !each.already).length).toBe(1);
  expect(answers.filter((each) => each.opened && each.already).length).toBe(2);
});

test.concurrent('an order that is not right is not opened, and says all that is wrong', async () => {
  const { openPurchase } = service.returns;
  const malformed = anOrder('p-malformed', { price: { amount: 1.5, currency: 'EUX' } });
  expect(await openPurchase(malformed)).toEqual({
    opened: false,
    code: 'invalid_input',
    problems: [
      { field: 'price.amount', message: 'must be an integer from 1 to 9007199254740991' },
      { field: 'price.currency', message: 'must be an ISO 4217 code in capital letters, e.g. EUR' },
    ],
  });
  const order = anOrder('p-malformed');
  const fields = async (change: object): Promise<string[]> => {
    const answer = await openPurchase({ ...order, ...change });
    return 'problems' in answer ? answer.problems.map(({ field }) => field) : [];
  };
  expect(await fields({ policyVersion: '1999-01' })).toEqual(['policyVersion']);
  expect(await fields({ smsDeadline: order.purchasedAt })).toEqual(['smsDeadline']);
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  expect(await fields({ purchasedAt: inAnHour })).toEqual(['purchasedAt']);
  expect(await exists('p-malformed')).toBe(false);
});

test.concurrent('a late repeat of an opening learns how the purchase ended', async () => {
  const { openPurchase, smsReceived, activationCompleted, status } = service.returns;
  const order = anOrder('p-closed');
  await openPurchase(order);
  await smsReceived('p-closed', anEvent('e-1'));
  await activationCompleted('p-closed', anEvent('e-2'));
  await service.untilClosed('p-closed');

  const late = await openPurchase(order);
  expect(late).toEqual({
    opened: true,
    already: true,
    result: { outcome: 'fulfilled', clause: 'R1', closedAt: expect.any(String) },
  });
  const found = await status('p-closed');
  expect(found.found && found.status.stage).toBe('closed');
  expect(await openPurchase({ ...order, price: { amount: 1, currency: 'EUR' } })).toEqual({
    opened: false,
    code: 'other_terms',
    differences: ['price.amount'],
  });
});

test.concurrent('an opening that the workflow refused never was a purchase, and can be put right', async () => {
  const { openPurchase, status, smsReceived } = service.returns;
  const order = anOrder('p-refused');
  const handle = await service.client.workflow.start(WORKFLOW_TYPE, {
    args: [{ ...order, policyVersion: '1999-01' }],
    workflowId: workflowIdOf('p-refused'),
    taskQueue: 'instaotp-returns',
  });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });

  expect(await status('p-refused')).toEqual({ found: false });
  expect(await smsReceived('p-refused', anEvent('e-1'))).toMatchObject({ code: 'unknown_purchase' });
  expect(await openPurchase(order)).toEqual({ opened: true, already: false });
  expect(await status('p-refused')).toMatchObject({ found: true, status: { stage: 'awaiting_sms' } });
});
