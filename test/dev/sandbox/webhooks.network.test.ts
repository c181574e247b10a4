import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/policy/duration.ts';
import { endpointSecret, shownSecret, signedHeaders } from '../../../src/webhooks/signature.ts';
import { NOW, openSandbox } from './open-sandbox.ts';

const ours = endpointSecret(randomBytes(32), 'whe_1', { generation: 1, scheme: 'v1a' });
const another = endpointSecret(randomBytes(32), 'whe_1', { generation: 1, scheme: 'v1a' });
const now = Date.parse(NOW);
const event = { id: 'evt_1', type: 'purchase.opened', data: { purchaseId: 'p1' } };
const body = Buffer.from(JSON.stringify(event));

async function openReceiver() {
  const { orderServiceUrl, webhooks } = await openSandbox();
  const url = `${orderServiceUrl}/sandbox/webhooks`;
  return {
    webhooks,
    post: async (headers: Record<string, string>, sent: Buffer = body): Promise<number> =>
      (await fetch(url, { method: 'POST', body: new Uint8Array(sent), headers })).status,
    list: async (): Promise<unknown> => (await fetch(url)).json(),
  };
}

const signed = (by: (typeof ours)[], at = now) => signedHeaders(by, { id: 'evt_1', at: new Date(at), body });

test('the sandbox’s shop takes a webhook that is signed right, also among other signatures, and lists it', async () => {
  const { webhooks, post, list } = await openReceiver();
  webhooks.expect(shownSecret(ours));
  expect(await list()).toEqual([]);
  expect(await post(signed([another, ours], now - 5 * MINUTE_MS))).toBe(204);
  expect(await list()).toEqual([{ receivedAt: NOW, signature: 'right', webhookId: 'evt_1', event }]);
});

test.each([
  ['wrong', signed([another]), body],
  ['wrong', signed([ours]), Buffer.from('{}')],
  ['wrong', { ...signed([ours]), 'webhook-id': 'evt_2' }, body],
  ['outside_tolerance', signed([ours], now - 5 * MINUTE_MS - 1_000), body],
  ['outside_tolerance', signed([ours], now + 5 * MINUTE_MS + 1_000), body],
  ['not_signed', { 'webhook-id': 'evt_1' }, body],
] as const)(
  'a webhook whose signature is %s is refused, and listed as that',
  async (check, headers, sent) => {
    const { webhooks, post, list } = await openReceiver();
    webhooks.expect(shownSecret(ours));
    expect(await post(headers, sent)).toBe(401);
    expect(await list()).toMatchObject([{ signature: check }]);
  },
);

test('before the shop has a secret it takes none; it keeps the last hundred, the latest first', async () => {
  const { webhooks, post } = await openReceiver();
  expect(await post(signed([ours]))).toBe(401);
  expect(webhooks.received()).toMatchObject([{ signature: 'no_secret' }]);
  const unsigned = { timestamp: undefined, signature: undefined, body: new Uint8Array() };
  for (let n = 1; n <= 101; n += 1) webhooks.take({ id: `evt_${n}`, ...unsigned });
  expect(webhooks.received()).toHaveLength(100);
  expect(webhooks.received()[0]).toMatchObject({ webhookId: 'evt_101' });
  expect(webhooks.received()[99]).toMatchObject({ webhookId: 'evt_2' });
});
