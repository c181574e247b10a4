import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPrivateRanges } from '../../../src/webhooks/private-ranges.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type ApiAnswer, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig, {
    webhooks: { secret: randomBytes(32), privateRanges: readPrivateRanges('127.0.0.0/8') ?? [] },
  });
});

const HOOK = { url: 'https://shop.example/webhooks?token=quite-secret', types: ['purchase.closed'] };
const make = (body: object = HOOK, once?: string): Promise<ApiAnswer> =>
  api.call('POST', '/v1/webhook-endpoints', {
    key: api.keys.admin,
    body,
    ...(once === undefined ? {} : { once }),
  });
const list = async (key: string): Promise<Record<string, unknown>[]> =>
  (await api.call('GET', '/v1/webhook-endpoints', { key })).body['entries'] as Record<string, unknown>[];
const at = ({ body }: ApiAnswer, more = ''): string =>
  `/v1/webhook-endpoints/${String(body['endpointId'])}${more}`;
const own = (entries: Record<string, unknown>[], made: ApiAnswer): Record<string, unknown> | undefined =>
  entries.find(({ endpointId }) => endpointId === made.body['endpointId']);

describe('An endpoint of webhooks', () => {
  test('is made once, with a secret that a repeat of the request shows again and nothing else does', async () => {
    const first = await make(HOOK, 'make-hook-1');
    expect([first.status, first.body]).toEqual([
      201,
      {
        endpointId: expect.stringMatching(/^whe_[0-9a-f]{24}$/) as string,
        scheme: 'v1',
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string,
      },
    ]);
    const repeat = await make(HOOK, 'make-hook-1');
    expect(repeat.body).toEqual(first.body);
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    expect((await list(api.keys.admin)).filter(({ url }) => url === HOOK.url)).toHaveLength(1);
    const kept = await rig.ledger.selectFrom('api_requests').selectAll().execute();
    const secret = String(first.body['secret']);
    expect(JSON.stringify(kept)).not.toContain(secret);
    const endpoints = await rig.ledger.selectFrom('webhook_endpoints').selectAll().execute();
    expect(JSON.stringify(endpoints)).not.toContain(secret.slice(6));
  });

  test('shows support its host, and the whole address, which can contain a secret, to an admin only', async () => {
    const made = await make();
    for (const role of ['viewer', 'agent', 'approver'] as const) {
      expect(own(await list(api.keys[role]), made)?.['url']).toBe('https://shop.example');
    }
    expect(own(await list(api.keys.admin), made)).toEqual({
      endpointId: made.body['endpointId'],
      ...HOOK,
      scheme: 'v1',
      status: 'enabled',
      behind: 0,
      createdAt: expect.any(String) as string,
    });
  });

  test('gets another secret, is switched off and on, and removed', async () => {
    const made = await make({ url: 'https://shop.example/', scheme: 'v1a' });
    expect(made.body['publicKey']).toMatch(/^whpk_/);
    const { admin: key } = api.keys;
    const rotated = await api.call('POST', at(made, '/rotation'), { key, body: { overlapSeconds: 60 } });
    expect(rotated.status).toBe(200);
    expect(rotated.body['secret']).toMatch(/^whsec_/);
    expect(rotated.body['secret']).not.toBe(made.body['secret']);
    const off = await api.call('PUT', at(made, '/status'), { key, body: { status: 'disabled' } });
    expect([off.status, off.body['status']]).toEqual([200, 'disabled']);
    expect(own(await list(key), made)).toMatchObject({ status: 'disabled', disabledWhy: 'by_hand' });
    const resend = await api.call('POST', at(made, '/resends'), {
      key,
      body: { since: '2026-01-01T00:00:00Z' },
    });
    expect([resend.status, resend.body['code']]).toEqual([409, 'endpoint_disabled']);
    await api.call('PUT', at(made, '/status'), { key, body: { status: 'enabled' } });
    expect(own(await list(key), made)).toMatchObject({ status: 'enabled' });
    expect((await api.call('GET', at(made, '/deliveries'), { key })).body).toEqual({
      entries: [],
      next: null,
    });
    expect((await api.call('DELETE', at(made), { key })).body).toMatchObject({ removed: true });
    expect((await api.call('DELETE', at(made), { key })).status).toBe(404);
    expect(own(await list(key), made)).toBeUndefined();
  });

  test('says what it is for and whose purchases it gets', async () => {
    await createKey(rig.ledger, { caller: 'shop-with-hooks', role: 'service' }, new Date());
    const made = await make({ ...HOOK, service: 'shop-with-hooks', description: ' The shop’s books ' });
    expect(made.status).toBe(201);
    const shown = { service: 'shop-with-hooks', description: 'The shop’s books' };
    expect(own(await list(api.keys.admin), made)).toMatchObject(shown);
    expect(own(await list(api.keys.viewer), made)).toMatchObject(shown);
    const once = `hook-of-${String(made.body['endpointId'])}`;
    expect((await make({ ...HOOK, description: 'one' }, once)).status).toBe(201);
    expect((await make({ ...HOOK, description: 'another' }, once)).status).toBe(422);
  });

  test('that is switched off stands in the queue, for all who may list endpoints, until it is on again', async () => {
    const made = await make();
    const inQueue = async (key: string): Promise<Record<string, unknown> | undefined> => {
      const { body } = await api.call('GET', '/v1/queue?limit=1', { key });
      return own((body['endpoints'] ?? []) as Record<string, unknown>[], made);
    };
    const turn = (status: string): Promise<ApiAnswer> =>
      api.call('PUT', at(made, '/status'), { key: api.keys.admin, body: { status } });
    expect(await inQueue(api.keys.agent)).toBeUndefined();
    await turn('disabled');
    for (const role of ['viewer', 'agent', 'approver'] as const) {
      expect(await inQueue(api.keys[role])).toMatchObject({
        url: 'https://shop.example',
        status: 'disabled',
        disabledWhy: 'by_hand',
      });
    }
    const { body } = await api.call('GET', '/v1/queue?limit=1', { key: api.keys.assistant });
    expect(Object.keys(body)).toEqual(['entries', 'next']);
    await turn('enabled');
    expect(await inQueue(api.keys.agent)).toBeUndefined();
  });

  test.each([
    [{}, '/url'],
    [{ url: 7 }, '/url'],
    [{ url: 'http://shop.example/' }, undefined],
    [{ url: 'http://8.8.8.8/' }, '/url'],
    [{ url: 'https://169.254.169.254/' }, '/url'],
    [{ url: 'https://[::ffff:169.254.169.254]/' }, '/url'],
    [{ url: HOOK.url, types: [] }, '/types'],
    [{ url: HOOK.url, types: ['purchase.gone'] }, '/types'],
    [{ url: HOOK.url, types: ['purchase.closed', 'purchase.closed'] }, '/types'],
    [{ url: HOOK.url, scheme: 'v2' }, '/scheme'],
    [{ url: HOOK.url, type: ['purchase.closed'] }, '/type'],
    [{ url: HOOK.url, description: 'x'.repeat(201) }, '/description'],
    [{ url: HOOK.url, description: 'one line\nand another' }, '/description'],
    [{ url: HOOK.url, service: 'nobody-has-this-key' }, '/service'],
    [{ url: HOOK.url, service: 7 }, '/service'],
  ])('%o: the field that is wrong is named', async (body, pointer) => {
    const { status, body: answer } = await make(body);
    // Where private networks are allowed, a name may lead there with http. That is seen when it is looked up.
    if (pointer === undefined) return expect(status).toBe(201);
    expect([status, answer['code']]).toEqual([422, 'invalid_input']);
    expect((answer['errors'] as { pointer: string }[]).map((each) => each.pointer)).toEqual([pointer]);
  });

  test('resends take either an event or an instant', async () => {
    const made = await make();
    for (const body of [{}, { eventId: 'evt_1', since: '2026-01-01T00:00:00Z' }]) {
      const { status } = await api.call('POST', at(made, '/resends'), { key: api.keys.agent, body });
      expect(status).toBe(422);
    }
    const unknown = await api.call('POST', at(made, '/resends'), {
      key: api.keys.agent,
      body: { eventId: 'evt_none' },
    });
    expect([unknown.status, unknown.body['code']]).toEqual([409, 'unknown_event']);
  });

  test('cannot be made where no master secret is configured, and the feed is there all the same', async () => {
    const without = await servedApi(rig, { own: true });
    const made = await without.call('POST', '/v1/webhook-endpoints', { key: without.keys.admin, body: HOOK });
    expect([made.status, made.body['code']]).toEqual([409, 'no_webhooks']);
    expect((await without.call('GET', '/v1/events', { key: without.keys.admin })).status).toBe(200);
  });
});
