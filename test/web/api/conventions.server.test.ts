import { connect } from 'node:net';
import { text as wholeText } from 'node:stream/consumers';
import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { createKey, readToken, revokeKey, rotateKey } from '../../../src/operations/api-keys.ts';
import { readApiKeys } from '../../../src/ledger/read/api-keys.ts';
import { createReturnsClient } from '../../../src/client/returns-client.ts';
import { ledgerRecords } from '../../../src/ledger/purchase-records.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { readTrustedProxies } from '../../../src/listening/caller-address.ts';
import { playOn } from '../../../dev/rig/play.ts';
import { sharedRig, type SharedRig } from '../../workflows/test-rig.ts';
import { LIMITS } from '../../../src/web/api/api.ts';
import { SERVER } from '../../../src/policy/limits.ts';
import { DAY_MS } from '../../../src/policy/duration.ts';
import { openedBy, servedApi, type TestApi } from './served-api.ts';

let rig: SharedRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
});

const WHY = 'The code never worked, although I tried it three times.';

/** A body that comes in parts, and does not say before how long it is. */
const inParts = (...parts: string[]): ReadableStream<Uint8Array> =>
  ReadableStream.from(parts).pipeThrough(new TextEncoderStream());

describe('A request', () => {
  test('at no route is a 404, with another method a 405 that says what is allowed', async () => {
    const key = api.keys.agent;
    expect(await api.call('GET', '/v1/nothing', { key })).toMatchObject({
      status: 404,
      body: { code: 'no_such_route' },
    });
    const answer = await api.call('DELETE', '/v1/purchases/p1', { key });
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe('PUT, GET, HEAD');
  });

  test('that posts a purchase to the list learns by which request one is opened', async () => {
    const answer = await api.call('POST', '/v1/purchases', { key: api.keys.service, body: {} });
    expect(answer).toMatchObject({
      status: 405,
      body: { detail: 'Allowed here: GET, HEAD. A purchase is opened with PUT /v1/purchases/{purchaseId}.' },
    });
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  test.each(['/livez', '/readyz', '/metrics', '/v1/openapi.json', '/v1/policies', '/.well-known/jwks.json'])(
    'at %s by another method is a 405 that says what is allowed',
    async (path) => {
      for (const method of ['POST', 'DELETE', 'PATCH']) {
        const answer = await api.call(method, path);
        expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
        expect(answer.headers.get('allow')).toBe('GET, HEAD');
      }
    },
  );

  test.each([
    { what: 'is no HTTP', sent: 'HELO api\r\n\r\n', answer: '400 Bad Request no_http' },
    ...['1.2.3.4.5', '999.999.999.999', 'xn--', 'a b', '[', 'a@b', 'a:99999', 'a/b'].map((host) => ({
      what: `names ${host} as its host`,
      sent: `GET /v1/stages HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      answer: '400 Bad Request no_host',
    })),
    {
      what: 'has more than 16 KiB of headers',
      sent: `GET /livez HTTP/1.1\r\nHost: api\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
      answer: '431 Request Header Fields Too Large headers_too_large',
    },
  ])('that $what is a problem like any other', async ({ sent, answer }) => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    socket.write(sent);
    const [head = '', body = ''] = (await wholeText(socket)).split('\r\n\r\n');
    const { code, requestId } = JSON.parse(body) as Record<string, string>;
    expect(`${head.split('\r\n')[0]} ${String(code)}`).toBe(`HTTP/1.1 ${answer}`);
    expect(head).toContain('Content-Type: application/problem+json');
    expect(requestId).toMatch(/^req_[\w-]{36}$/);
  });

  test('that meets a fault of ours is a 500 with the id of what is on record, and nothing of the code', async () => {
    const lines: string[] = [];
    const broken = await servedApi(rig, {
      own: true,
      log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
      returns: { ...rig.returns, options: () => Promise.reject(new TypeError('the words of a customer')) },
    });
    const { purchaseId } = await openedBy(api, rig);
    const { status, body } = await broken.call('GET', `/v1/purchases/${purchaseId}/options`, {
      key: api.keys.agent,
    });
    expect({ status, body }).toEqual({
      status: 500,
      body: {
        type: 'urn:instaotp-returns:problem:internal',
        title: 'Internal error',
        status: 500,
        code: 'internal',
        detail: 'Something is broken here. It is on record under the requestId.',
        requestId: expect.stringMatching(/^req_[\w-]{36}$/) as unknown,
      },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(String(body['requestId']));
    expect(lines[0]).not.toContain('the words of a customer');
  });

  test('with a parameter that is not known, twice or not to be read is a 400', async () => {
    const key = api.keys.agent;
    const code = async (path: string): Promise<unknown> => {
      const { status, body } = await api.call('GET', path, { key });
      return `${status} ${String(body['code'])}`;
    };
    expect(await code('/v1/queue?stagee=closed')).toBe('400 unknown_parameter');
    expect(await code('/v1/queue?stage=closed&stage=closed')).toBe('400 repeated_parameter');
    expect(await code('/v1/queue?stage=nowhere')).toBe('400 malformed_parameter');
    expect(await code('/v1/queue?limit=ten')).toBe('400 malformed_parameter');
    expect(await code('/v1/purchases?after=x')).toBe('400 malformed_parameter');
    expect(await code('/v1/cases?after=bm8')).toBe('400 malformed_parameter');
    expect(await code('/v1/purchases?q=')).toBe('400 malformed_parameter');
    expect(await code('/v1/stages?x=1')).toBe('400 unknown_parameter');
  });

  test('with a body that is no JSON object in UTF-8 says which of it is wrong', async () => {
    const order = await openedBy(api, rig);
    const at = `/v1/purchases/${order.purchaseId}/claims`;
    const send = async (
      body: string | Uint8Array<ArrayBuffer> | ReadableStream | undefined,
      headers: Record<string, string> = {},
    ): Promise<string> => {
      const response = await fetch(api.url + at, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${api.keys.service}`,
          'idempotency-key': 'any',
          'content-type': 'application/json',
          ...headers,
        },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      });
      const { code, status } = (await response.json()) as { code: string; status: number };
      expect(response.status).toBe(status);
      return `${status} ${code}`;
    };
    expect(await send('{"claimType":')).toBe('400 no_json');
    expect(await send('[]')).toBe('400 no_object');
    expect(await send('null')).toBe('400 no_object');
    expect(await send(undefined)).toBe('400 no_json');
    expect(await send(new Uint8Array([0x7b, 0xff, 0x7d]))).toBe('400 no_json');
    expect(await send('{}', { 'content-type': 'text/plain' })).toBe('415 not_json');
    expect(await send('{}', { 'content-type': 'application/json; charset=utf-16' })).toBe('415 not_json');
    expect(await send('{}', { 'content-encoding': 'gzip' })).toBe('415 encoded');
    expect(await send(`{"reason":"${'x'.repeat(65_536)}"}`)).toBe('413 too_large');
    expect(await send(inParts('{"reason":"', 'x'.repeat(40_000), 'x'.repeat(40_000), '"}'))).toBe(
      '413 too_large',
    );
    expect(await send(inParts('{"claimType":', '"no_such_type"}'))).toBe('422 invalid_input');
    expect(await send(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)).toBe('400 no_object');
    expect(await send(`{"claimType":"major_defect","reason":"${'\\u0000'.repeat(30)}"}`)).toMatch(
      /^(409|422) /,
    );
  });

  test('for the OpenAPI document needs no key', async () => {
    const { status, body } = await api.call('GET', '/v1/openapi.json');
    expect({ status, openapi: body['openapi'] }).toEqual({ status: 200, openapi: '3.1.0' });
  });

  test('is answered with headers that keep it from caches and frames', async () => {
    const { headers } = await api.call('GET', '/v1/stages', { key: api.keys.agent });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('request-id')).toMatch(/^req_[\w-]{36}$/);
  });

  test('is answered in one piece that says its length, refusals too', async () => {
    for (const [path, status] of [
      ['/v1/stages', 200],
      ['/v1/purchases/p-none', 404],
    ] as const) {
      const response = await fetch(api.url + path, {
        headers: { authorization: `Bearer ${api.keys.agent}` },
      });
      const text = await response.text();
      expect(response.status).toBe(status);
      expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
      expect(response.headers.get('transfer-encoding')).toBeNull();
    }
  });
});

describe('Keys', () => {
  test('expire, rotate with an overlap, are revoked, and show their last use', async () => {
    const caller = `rotating-${process.pid}-${Date.now()}`;
    const status = async (key: string): Promise<number> =>
      (await api.call('GET', '/v1/stages', { key })).status;
    const now = new Date();
    const first = await createKey(rig.ledger, { caller, role: 'viewer' }, now);
    expect(await status(first.token)).toBe(200);
    const othersEndAt = new Date(now.getTime() + 3_600_000);
    const rotation = await rotateKey(rig.ledger, { caller, othersEndAt }, new Date(now.getTime() + 1));
    if (!rotation.rotated) throw new Error('not rotated');
    const second = rotation.key;
    expect(second.role).toBe('viewer');
    expect([await status(first.token), await status(second.token)]).toEqual([200, 200]);
    const expired = await createKey(
      rig.ledger,
      { caller: `${caller}-old`, role: 'viewer', expiresAt: new Date(now.getTime() - 1) },
      now,
    );
    expect(await status(expired.token)).toBe(401);
    expect(await revokeKey(rig.ledger, second.keyId, new Date())).toBe(true);
    expect(await revokeKey(rig.ledger, 'none', new Date())).toBe(false);
    await expect.poll(() => status(second.token), { timeout: 30_000 }).toBe(401);
    const keysOfCaller = async (): Promise<unknown[]> =>
      (await readApiKeys(rig.ledger))
        .filter((key) => key.caller === caller)
        .map(({ keyId, lastUsedAt, expiresAt }) => [
          keyId,
          lastUsedAt !== undefined,
          expiresAt !== undefined,
        ]);
    await expect.poll(keysOfCaller, { timeout: 30_000 }).toEqual([
      [first.keyId, true, true],
      [second.keyId, true, true],
    ]);
    expect(await rotateKey(rig.ledger, { caller: 'nobody-at-all', othersEndAt }, now)).toEqual({
      rotated: false,
      why: 'no_key',
    });
    expect(readToken('iotp_x')).toBeUndefined();
  });
});

describe('While the ledger is away', () => {
  test('keys that are known still open, and an act happens once', async () => {
    const order = await openedBy(api, rig);
    const play = playOn(rig, order);
    await play.sms();
    // Its ledger answers once, so that it knows the keys, and then never again.
    const away = { now: false };
    const ledger = new Proxy(rig.ledger, {
      get(real, name) {
        const used = away.now ? lost : real;
        const member: unknown = Reflect.get(used, name, used);
        return typeof member === 'function' ? (member.bind(used) as unknown) : member;
      },
    });
    const lost = openPostgres('postgres://nobody@127.0.0.1:9/none', { connectTimeoutMs: 200 });
    const returns = createReturnsClient({
      client: rig.temporal,
      taskQueue: rig.taskQueue,
      records: ledgerRecords(ledger),
    });
    const cut = await servedApi(rig, { own: true, ledger, returns });
    expect(
      (await cut.call('GET', `/v1/purchases/${order.purchaseId}`, { key: api.keys.service })).status,
    ).toBe(200);
    away.now = true;
    const claim = { claimType: 'major_defect', reason: WHY };
    const file = (body: object): ReturnType<TestApi['call']> =>
      cut.call('POST', `/v1/purchases/${order.purchaseId}/claims`, {
        key: api.keys.service,
        once: `away-${order.purchaseId}`,
        body,
      });
    const first = await file(claim);
    expect(first).toMatchObject({ status: 200, body: { accepted: true, stage: 'in_remediation' } });
    expect((await file(claim)).body).toEqual(first.body);
    expect((await play.status()).claims.length).toBe(1);
    // Who has opened a purchase is with its workflow too, and nobody else may act for its customer.
    const other = await openedBy(api, rig);
    const early = (key: string): ReturnType<TestApi['call']> =>
      cut.call('POST', `/v1/purchases/${other.purchaseId}/claims`, { key, body: claim });
    expect(await early(api.keys.service)).toMatchObject({ status: 409, body: { code: 'too_early' } });
    expect(await cut.call('GET', '/v1/queue', { key: api.keys.agent })).toMatchObject({
      status: 503,
      body: { code: 'ledger_unavailable' },
    });
    expect(await cut.call('GET', '/v1/purchases/never-opened', { key: api.keys.agent })).toMatchObject({
      status: 503,
      body: { code: 'ledger_unavailable' },
    });
    // What cannot be kept for support is not refused either, and what may have been settled long ago not opened.
    const bought = rig.sandbox.shop.buy({});
    const at = `/v1/purchases/${bought.purchaseId}`;
    const open = (body: object): ReturnType<TestApi['call']> =>
      cut.call('PUT', at, { key: api.keys.service, body });
    const settled = { ...bought, purchasedAt: '2026-01-01T00:00:00Z', smsDeadline: '2026-01-01T00:20:00Z' };
    for (const body of [{ ...bought, price: 'none' }, settled]) {
      const refused = await open(body);
      expect(refused).toMatchObject({ status: 503, body: { code: 'ledger_unavailable' } });
      expect(refused.headers.get('retry-after')).toBe('5');
    }
    expect((await open(bought)).status).toBe(201);
    expect(await cut.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { ready: false, ledger: false, temporal: true },
    });
    await lost.destroy();
  });
});

describe('Rates', () => {
  test('a sender that asks too often gets 429 with the time to wait, and others are not held up', async () => {
    const few = { burst: 5, perSecond: 0.01 };
    const limited = await servedApi(rig, { own: true, limits: { perKey: few } });
    const ask = async (key: string): Promise<number> =>
      (await limited.call('GET', '/v1/stages', { key })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) statuses.push(await ask(api.keys.agent));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const refused = await limited.call('GET', '/v1/stages', { key: api.keys.agent });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
    expect(await ask(api.keys.approver)).toBe(200);
  });

  test('an address that asks too often gets 429 with the time to wait, at every route and with every key', async () => {
    const few = { burst: 3, perSecond: 0.01 };
    const limited = await servedApi(rig, { own: true, limits: { perAddress: few } });
    const answers = [];
    for (const [path, key] of [
      ['/v1/stages', api.keys.agent],
      ['/v1/stages', api.keys.viewer],
      ['/v1/policies', undefined],
      ['/v1/stages', api.keys.approver],
      ['/v1/policies', undefined],
      ['/v1/stages', undefined],
    ] as const) {
      const { status, headers } = await limited.call('GET', path, { key });
      answers.push(`${status} ${headers.get('retry-after') === null ? 'answered' : 'come later'}`);
    }
    const later = '429 come later';
    expect(answers).toEqual(['200 answered', '200 answered', '200 answered', later, later, later]);
    const refused = await limited.call('GET', '/v1/stages', { key: api.keys.agent });
    expect(refused.body['code']).toBe('too_many');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
    expect((await limited.call('GET', '/livez')).status).toBe(200);
  });

  test('events at the highest rate stay for three months below what the server takes for one workflow', () => {
    const { burst, perSecond } = LIMITS.eventsPerPurchase;
    expect(burst + (perSecond * 90 * DAY_MS) / 1_000).toBeLessThan(SERVER.signals);
  });

  test('acts that are malformed, or under a key of another request, leave the others their turns', async () => {
    const limited = await servedApi(rig, {
      own: true,
      limits: { perPurchase: { burst: 2, perSecond: 0.001 } },
    });
    const { purchaseId } = await openedBy(api, rig);
    const key = api.keys.agent;
    const correct = (email: unknown, once: string): Promise<{ status: number }> =>
      limited.call('PUT', `/v1/purchases/${purchaseId}/contact`, { key, once, body: { email } });
    for (let n = 0; n < 4; n += 1) expect((await correct('no address', `m${n}`)).status).toBe(422);
    expect((await correct('one@example.org', 'first')).status).toBe(200);
    for (let n = 0; n < 4; n += 1) expect((await correct('two@example.org', 'first')).status).toBe(422);
    expect((await correct('two@example.org', 'second')).status).toBe(200);
    expect((await correct('three@example.org', 'third')).status).toBe(429);
  });

  test('a purchase takes only so many writes, far below what the server takes for one workflow', async () => {
    const limited = await servedApi(rig, {
      own: true,
      limits: { eventsPerPurchase: { burst: 3, perSecond: 0.001 } },
    });
    const order = await openedBy(api, rig);
    const send = async (n: number): Promise<number> =>
      (
        await limited.call('POST', `/v1/purchases/${order.purchaseId}/events`, {
          key: api.keys.service,
          once: null,
          body: { type: 'refundUpdated', eventId: `e${n}` },
        })
      ).status;
    const typing = { key: api.keys.service, once: null, body: { type: 'smsRecieved', eventId: 'typo' } };
    for (let n = 0; n < 5; n += 1) {
      const mistyped = await limited.call('POST', `/v1/purchases/${order.purchaseId}/events`, typing);
      expect(mistyped.status).toBe(422);
    }
    // What was malformed was never sent.
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push(await send(n));
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
    // The order service's events leave support its own turns.
    const corrected = { key: api.keys.agent, body: { email: 'new@example.org' } };
    const contact = await limited.call('PUT', `/v1/purchases/${order.purchaseId}/contact`, corrected);
    expect(contact.status).toBe(200);
    // What others send for it is not counted, and reading and previews are not limited.
    const other = await openedBy(api, rig);
    for (let n = 0; n < 5; n += 1) {
      const stranger = {
        key: limited.keys.service,
        once: null,
        body: { type: 'refundUpdated', eventId: `x${n}` },
      };
      const at = `/v1/purchases/${other.purchaseId}/events`;
      expect((await limited.call('POST', at, stranger)).status).toBe(404);
      const preview = { key: api.keys.service, once: null, body: { claimType: 'major_defect', reason: WHY } };
      const tried = await limited.call(
        'POST',
        `/v1/purchases/${other.purchaseId}/claims?preview=true`,
        preview,
      );
      expect(tried.status).toBe(200);
    }
    const own = { key: api.keys.service, once: null, body: { type: 'refundUpdated', eventId: 'own' } };
    expect((await limited.call('POST', `/v1/purchases/${other.purchaseId}/events`, own)).status).toBe(202);
  });

  test('callers behind a trusted proxy are counted apart, and nobody else chooses where it comes from', async () => {
    const guesses = { burst: 2, perSecond: 0.001 };
    const trustedProxies = readTrustedProxies('127.0.0.0/8,::1') ?? [];
    const behind = await servedApi(rig, { own: true, limits: { failed: guesses }, trustedProxies });
    const direct = await servedApi(rig, { own: true, limits: { failed: guesses } });
    const statuses = async (at: TestApi, from: readonly string[]): Promise<number[]> => {
      const found: number[] = [];
      for (const caller of from) {
        const headers = { 'x-forwarded-for': caller };
        found.push((await at.call('GET', '/v1/stages', { key: 'guess', headers })).status);
      }
      return found;
    };
    const [one, other] = ['203.0.113.9', '198.51.100.7'];
    expect(await statuses(behind, [one, one, one, other, `${other}, ${one}`, `${one}, ${other}`])).toEqual([
      401, 401, 429, 401, 429, 401,
    ]);
    expect(await statuses(direct, [one, other, '192.0.2.1'])).toEqual([401, 401, 429]);
  });

  test('guessing keys is slowed down', async () => {
    const limited = await servedApi(rig, { own: true, limits: { failed: { burst: 3, perSecond: 0.001 } } });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      statuses.push((await limited.call('GET', '/v1/stages', { key: 'guess' })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });
});
