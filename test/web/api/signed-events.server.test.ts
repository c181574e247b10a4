import { createHmac, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEventSecrets } from '../../../src/config/event-secrets.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { playOn } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { servedApi, type ApiAnswer, type TestApi } from './served-api.ts';

const secret = (): string => `whsec_${randomBytes(24).toString('base64')}`;
const OLD = secret();
const NEW = secret();
const OTHER = secret();
const CALLER = `signing-shop-${process.pid}`;

let rig: RunningRig;
let api: TestApi;
let key: string;
beforeAll(async () => {
  rig = await sharedRig();
  const eventSecrets = readEventSecrets(`${CALLER}:${OLD}, ${CALLER}:${NEW}, other-shop:${OTHER}`);
  if (eventSecrets === undefined) throw new Error('no secrets');
  api = await servedApi(rig, { eventSecrets });
  key = (await createKey(rig.ledger, { caller: CALLER, role: 'service' }, new Date())).token;
});

interface Signing {
  with?: string;
  id?: string;
  atS?: number;
  header?: (signature: string) => string;
}

const nowS = (): number => Math.floor(Date.now() / 1_000);

function send(body: string, signing: Signing = {}): Promise<ApiAnswer> {
  const { id = `msg_${randomBytes(8).toString('hex')}`, atS = nowS(), header = (one) => one } = signing;
  const bytes = Buffer.from((signing.with ?? NEW).replace('whsec_', ''), 'base64');
  const signature = `v1,${createHmac('sha256', bytes).update(`${id}.${atS}.${body}`).digest('base64')}`;
  return api.call('POST', '/v1/events', {
    once: null,
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(atS),
      'webhook-signature': header(signature),
    },
  });
}

async function opened(): Promise<string> {
  const order = rig.sandbox.shop.buy({});
  const at = `/v1/purchases/${order.purchaseId}`;
  expect((await api.call('PUT', at, { key, body: order })).status).toBe(201);
  return order.purchaseId;
}

const sms = (purchaseId: string): string =>
  JSON.stringify({ type: 'smsReceived', timestamp: new Date().toISOString(), data: { purchaseId } });

describe('A signed event', () => {
  test('is taken without a key, with either of two secrets, and beside signatures of others', async () => {
    for (const signing of [
      { with: NEW },
      { with: OLD },
      { header: (one: string) => `v1a,xyz v1,AAAA ${one} v2,zzz` },
    ]) {
      const purchaseId = await opened();
      expect(await send(sms(purchaseId), signing)).toMatchObject({ status: 202, body: { purchaseId } });
      await expect
        .poll(async () => (await api.call('GET', `/v1/purchases/${purchaseId}`, { key })).body['stage'], {
          timeout: 30_000,
        })
        .toBe('claim_window');
    }
  });

  test('is the same event when it comes again, by its webhook-id', async () => {
    const purchaseId = await opened();
    for (let n = 0; n < 2; n += 1) {
      expect(await send(sms(purchaseId), { id: 'msg_again' })).toMatchObject({ status: 202 });
    }
    const play = playOn(rig, { ...rig.sandbox.shop.buy({}), purchaseId });
    await play.idle();
    const seen = (await play.status()).timeline.filter(({ event, data }) =>
      event === 'ignored' ? data?.['why'] === 'repeated' : event === 'sms_received',
    );
    expect(seen.map(({ event }) => event)).toEqual(['sms_received', 'ignored']);
  });

  test('is refused unless secret, body, id and time are the signed ones', async () => {
    const purchaseId = await opened();
    const code = async (answer: Promise<ApiAnswer>): Promise<string> => {
      const { status, body } = await answer;
      return `${status} ${String(body['code'])}`;
    };
    const body = sms(purchaseId);
    expect(await code(send(body, { with: secret() }))).toBe('401 wrong_signature');
    expect(await code(send(body, { header: (one) => one.replace('v1,', 'v2,') }))).toBe(
      '401 wrong_signature',
    );
    expect(await code(send(body, { header: (one) => one.slice(0, -6) }))).toBe('401 wrong_signature');
    // Each of its 32 bytes counts, the first as well as the last.
    for (const n of [0, 15, 31]) {
      const altered = (one: string): string => {
        const bytes = Buffer.from(one.replace('v1,', ''), 'base64');
        bytes.writeUInt8(bytes.readUInt8(n) ^ 1, n);
        return `v1,${bytes.toString('base64')}`;
      };
      expect(await code(send(body, { header: altered }))).toBe('401 wrong_signature');
    }
    expect(await code(send(body, { header: () => '' }))).toBe('401 wrong_signature');
    expect(await code(send(body, { id: 'with.dot' }))).toBe('401 not_signed');
    expect(await code(send(body, { atS: nowS() - 301 }))).toBe('401 outside_tolerance');
    expect(await code(send(body, { atS: nowS() + 302 }))).toBe('401 outside_tolerance');
    expect(await code(send(body, { atS: nowS() - 290 }))).toBe('202 undefined');
    expect(await code(api.call('POST', '/v1/events', { key, once: null, body }))).toBe('401 not_signed');
    expect(await code(api.call('PUT', '/v1/events', { key, once: null, body }))).toBe(
      '405 method_not_allowed',
    );
  });

  test('with a time in milliseconds, or with a key in the place of a signature, is told so, and one without both how to sign', async () => {
    const body = sms('p1');
    const said = async (answer: Promise<ApiAnswer>): Promise<unknown> => {
      const { status, body: problem } = await answer;
      expect({ status, code: problem['code'] }).toEqual({ status: 401, code: 'not_signed' });
      return problem['detail'];
    };
    const milliseconds = expect.stringContaining('is in seconds since 1970') as unknown;
    expect(await said(send(body, { atS: Date.now() }))).toEqual(milliseconds);
    // Whether the signature is right is not said: with another secret the answer is the same.
    expect(await said(send(body, { atS: Date.now(), with: secret() }))).toEqual(milliseconds);
    const post = (given: string | undefined) =>
      api.call('POST', '/v1/events', { once: null, body, ...(given !== undefined && { key: given }) });
    for (const given of [key, 'nonsense']) {
      expect(await said(post(given))).toBe(
        'This address takes no key: sign the event by Standard Webhooks, or send it with the key to POST /v1/purchases/{purchaseId}/events.',
      );
    }
    expect(await said(post(undefined))).toMatch(/^Sign the event by Standard Webhooks: /);
  });

  test('of a purchase that is not there, or not its sender’s, is a 404 that is sent again', async () => {
    expect(await send(sms('never-opened'))).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const ours = await opened();
    expect(await send(sms(ours), { with: OTHER })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    const order = rig.sandbox.shop.buy({});
    const at = `/v1/purchases/${order.purchaseId}`;
    await api.call('PUT', at, { key: api.keys.service, body: order });
    expect(await send(sms(order.purchaseId))).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('is refused with the field if it is malformed, and is no act of support', async () => {
    const purchaseId = await opened();
    const errors = async (body: object): Promise<unknown> =>
      (await send(JSON.stringify(body))).body['errors'];
    expect(await errors({ type: 'smsReceived' })).toMatchObject([{ pointer: '/data' }]);
    expect(await errors({ type: 'smsReceived', data: {} })).toMatchObject([{ pointer: '/data/purchaseId' }]);
    expect(await errors({ type: 'remediationDone', data: { purchaseId } })).toMatchObject([
      { pointer: '/type' },
    ]);
    const by = { kind: 'support', id: 'root' };
    expect(await errors({ type: 'smsReceived', data: { purchaseId, by, agent: 'root' } })).toEqual([
      { pointer: '/data/agent', detail: 'is set by the signature: leave it out' },
      { pointer: '/data/by', detail: 'is set by the signature: leave it out' },
    ]);
  });

  test('of a closed purchase is noted and answered with 200', async () => {
    const purchaseId = await opened();
    const play = playOn(rig, { ...rig.sandbox.shop.buy({}), purchaseId });
    await play.pass(3_600_000);
    expect((await play.status()).stage).toBe('closed');
    const answer = await send(sms(purchaseId));
    expect(answer).toMatchObject({ status: 200, body: { closed: true, result: { outcome: 'refunded' } } });
  });
});

test('a list of secrets is read whole or not at all', () => {
  expect(readEventSecrets(`shop:${OLD}`)?.length).toBe(1);
  for (const wrong of [
    '',
    OLD,
    `shop:${OLD},`,
    'shop:whsec_c2hvcnQ=',
    `sh op:${OLD}`,
    `shop:${OLD};shop:${NEW}`,
  ]) {
    expect(readEventSecrets(wrong)).toBeUndefined();
  }
});
