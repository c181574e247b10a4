import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { httpUrl, listen } from '../../src/listening/listen.ts';
import { Unavailable, UnexpectedAnswer } from '../../src/orders/broken-calls.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import type { OrderService } from '../../src/orders/order-service.ts';
import { always, hostileServer } from './hostile-server.ts';

const TOKEN = 'secret-token-1';
const SECRET_TEXT = 'mail anna@example.com or +436601234567';
const price = { amount: 149, currency: 'EUR' };

const asking = (url: string, timeoutMs = 5_000): OrderService =>
  httpOrderService({ url, token: TOKEN, timeoutMs });

/** Every call of the port, each with a request in order. */
const calls = {
  cancel: (orders) => orders.cancel({ key: 'cancel:p1', activationId: 'a1' }),
  lookUpActivation: (orders) => orders.lookUpActivation('a1'),
  refund: (orders) => orders.refund({ key: 'refund:p1', purchaseId: 'p1', price, reason: 'R2' }),
  lookUpRefund: (orders) => orders.lookUpRefund('refund:p1'),
  issueReplacement: (orders) =>
    orders.issueReplacement({
      key: 'replacement:p1:1',
      purchaseId: 'p1',
      price,
      service: 'Telegram',
      country: 'GB',
    }),
  lookUpReplacement: (orders) => orders.lookUpReplacement('replacement:p1:1'),
} satisfies Record<keyof OrderService, (orders: OrderService) => Promise<unknown>>;

const callNames = Object.keys(calls) as (keyof OrderService)[];
const lookUps = ['lookUpActivation', 'lookUpRefund', 'lookUpReplacement'] as const;
const writes = ['cancel', 'refund', 'issueReplacement'] as const;

async function failureOf(call: Promise<unknown>): Promise<Error> {
  const failure = await call.then(
    (answer) => new Error(`answered ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
  if (!(failure instanceof Error)) throw new Error('threw something that is no error');
  expect(failure.message).not.toContain(TOKEN);
  expect(failure.message).not.toContain('anna@example.com');
  expect(failure.message).not.toContain('+436601234567');
  expect(failure.cause).toBeUndefined();
  return failure;
}

describe('no answer is Unavailable', () => {
  test.each([500, 502, 503, 599, 429, 408, 401, 403])('status %i, on every call', async (status) => {
    const { url, requests } = await hostileServer(always(status, { error: SECRET_TEXT }));
    for (const name of callNames) {
      const failure = await failureOf(calls[name](asking(url)));
      expect(failure).toBeInstanceOf(Unavailable);
      expect(failure.message).toContain(`status ${status}`);
    }
    expect(requests).toHaveLength(callNames.length);
  });

  test('nobody listens', async () => {
    const { host, port, close } = await listen(createServer(), { host: '127.0.0.1', port: 0 });
    await close();
    const failure = await failureOf(calls.refund(asking(httpUrl(host, port))));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(failure.message).toBe('The order service gave no answer to refund: ECONNREFUSED.');
  });

  test('the connection is closed without an answer', async () => {
    const { url, requests } = await hostileServer((response) => response.socket?.destroy());
    expect(await failureOf(calls.refund(asking(url)))).toBeInstanceOf(Unavailable);
    expect(requests).toEqual(['POST /refunds']);
  });

  test('the answer takes longer than the time-out', async () => {
    const { url } = await hostileServer(() => undefined);
    const failure = await failureOf(calls.cancel(asking(url, 50)));
    expect(failure).toBeInstanceOf(Unavailable);
    expect(failure.message).toBe('The order service gave no answer to cancel: none within 50 ms.');
  });

  test('the body stops in the middle until the time-out', async () => {
    const { url } = await hostileServer((response) => response.writeHead(200).write('{"result":'));
    expect(await failureOf(calls.cancel(asking(url, 50)))).toBeInstanceOf(Unavailable);
  });

  test('the connection breaks in the middle of the body', async () => {
    const { url } = await hostileServer((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"result":', () => response.socket?.destroy());
    });
    expect(await failureOf(calls.cancel(asking(url)))).toBeInstanceOf(Unavailable);
  });
});

describe('an answer outside the closed sets is an UnexpectedAnswer', () => {
  test.each([
    { what: 'status 400', answer: always(400, { error: SECRET_TEXT }) },
    { what: 'status 409', answer: always(409, { error: SECRET_TEXT }) },
    { what: 'status 418', answer: always(418, SECRET_TEXT) },
    { what: 'status 204', answer: always(204, '') },
    { what: 'an empty body', answer: always(200, '') },
    { what: 'a page of HTML', answer: always(200, `<p>${SECRET_TEXT}</p>`, { 'content-type': 'text/html' }) },
    { what: 'a list', answer: always(200, []) },
    { what: 'null', answer: always(200, 'null') },
    { what: 'a text', answer: always(200, '"confirmed"') },
    { what: 'an empty object', answer: always(200, {}) },
    { what: 'half of an object', answer: always(200, '{"result":"cancelled"') },
    { what: 'more than 64 KiB', answer: always(200, `{"filler":"${'x'.repeat(70_000)}"}`) },
    {
      what: 'bytes that are not UTF-8',
      answer: (response) => void response.end(Buffer.from([0x7b, 0xff, 0x7d])),
    },
  ] satisfies { what: string; answer: Parameters<typeof hostileServer>[0] }[])(
    '$what, on every call',
    async ({ answer }) => {
      const { url } = await hostileServer(answer);
      for (const name of callNames) {
        expect(await failureOf(calls[name](asking(url)))).toBeInstanceOf(UnexpectedAnswer);
      }
    },
  );

  test('a redirect is not followed: the token goes nowhere else', async () => {
    const elsewhere = await hostileServer(always(200, { result: 'cancelled' }));
    const { url } = await hostileServer(always(307, '', { location: `${elsewhere.url}/take` }));
    expect(await failureOf(calls.cancel(asking(url)))).toBeInstanceOf(UnexpectedAnswer);
    expect(elsewhere.requests).toEqual([]);
  });

  test.each(writes)('404 to %s', async (name) => {
    const { url } = await hostileServer(always(404, {}));
    expect(await failureOf(calls[name](asking(url)))).toBeInstanceOf(UnexpectedAnswer);
  });

  test.each([
    { name: 'cancel', field: 'result', body: { result: 'maybe' } },
    { name: 'cancel', field: 'result', body: { result: 1 } },
    { name: 'cancel', field: 'result', body: { result: 'toString' } },
    { name: 'cancel', field: 'smsAt', body: { result: 'sms_received', smsAt: 'yesterday' } },
    { name: 'cancel', field: 'smsAt', body: { result: 'sms_received', smsAt: 1_772_359_200_000 } },
    { name: 'cancel', field: 'retryAt', body: { result: 'too_early', retryAt: '2026-03-01' } },
    { name: 'cancel', field: 'retryAt', body: { result: 'too_early', retryAt: '2026-02-30T00:00:00Z' } },
    { name: 'lookUpActivation', field: 'status', body: { status: 'paused' } },
    { name: 'refund', field: 'refundId', body: { status: 'confirmed' } },
    { name: 'refund', field: 'refundId', body: { status: 'confirmed', refundId: '' } },
    { name: 'refund', field: 'refundId', body: { status: 'confirmed', refundId: 7 } },
    { name: 'refund', field: 'status', body: { status: 'done', refundId: 'rf_1' } },
    { name: 'refund', field: 'reason', body: { status: 'refused', refundId: 'rf_1', reason: {} } },
    { name: 'refund', field: 'amount', body: { status: 'confirmed', refundId: 'rf_1', amount: '149' } },
    { name: 'refund', field: 'currency', body: { status: 'confirmed', refundId: 'rf_1', currency: 'usd' } },
    { name: 'lookUpRefund', field: 'amount', body: { status: 'confirmed', refundId: 'rf_1', amount: 1.5 } },
    { name: 'issueReplacement', field: 'result', body: { result: 'later' } },
    { name: 'issueReplacement', field: 'purchase', body: { result: 'issued' } },
    { name: 'issueReplacement', field: 'purchase', body: { result: 'issued', purchase: 'p2' } },
    { name: 'issueReplacement', field: 'reason', body: { result: 'refused' } },
    { name: 'lookUpReplacement', field: 'reason', body: { result: 'refused', reason: 3 } },
  ] as const)('$name with the field $field wrong: $body', async ({ name, field, body }) => {
    const { url } = await hostileServer(always(200, body));
    const failure = await failureOf(calls[name](asking(url)));
    expect(failure).toBeInstanceOf(UnexpectedAnswer);
    expect(failure.message).toContain(`field ${field} `);
  });
});

describe('an answer in order', () => {
  test.each(lookUps)('404 to %s means that nothing happened', async (name) => {
    const { url } = await hostileServer(always(404, '<h1>Not Found</h1>', { 'content-type': 'text/html' }));
    expect(await calls[name](asking(url))).toBeNull();
  });

  test('null means absent, other fields are ignored, instants come back in UTC', async () => {
    const body = { result: 'sms_received', retryAt: null, smsAt: '2026-03-01T12:00:00.5+02:00', extra: [1] };
    const { url } = await hostileServer(always(200, body));
    expect(await calls.cancel(asking(url))).toEqual({
      result: 'sms_received',
      smsAt: '2026-03-01T10:00:00.500Z',
    });
  });

  test.each(['refund', 'lookUpRefund'] as const)(
    'another amount and currency than asked for come back as %s names them',
    async (name) => {
      const body = { status: 'confirmed', refundId: 'rf_1', amount: 1, currency: 'USD' };
      const { url } = await hostileServer(always(200, body));
      expect(await calls[name](asking(url))).toEqual(body);
    },
  );

  test.each([
    { body: { result: 'completed', smsAt: null }, answer: { result: 'completed', smsAt: null } },
    { body: { result: 'completed' }, answer: { result: 'completed' } },
  ])('smsAt in $body of a cancel is distinguished: $answer', async ({ body, answer }) => {
    const { url } = await hostileServer(always(200, body));
    expect(await calls.cancel(asking(url))).toEqual(answer);
  });

  test.each([
    { body: { status: 'completed', smsAt: null }, answer: { status: 'completed', smsAt: null } },
    { body: { status: 'completed' }, answer: { status: 'completed' } },
  ])('smsAt in $body of a look-up is distinguished: $answer', async ({ body, answer }) => {
    const { url } = await hostileServer(always(200, body));
    expect(await calls.lookUpActivation(asking(url))).toEqual(answer);
  });

  test('a reason is cut to 500 characters', async () => {
    const body = { status: 'refused', refundId: 'rf_1', reason: 'r'.repeat(501) };
    const { url } = await hostileServer(always(200, body));
    expect(await calls.refund(asking(url))).toEqual({
      status: 'refused',
      refundId: 'rf_1',
      reason: 'r'.repeat(500),
    });
  });

  test.each([
    { name: 'refund', body: { status: 'refused', refundId: 'rf_1' } },
    { name: 'lookUpRefund', body: { status: 'confirmed', refundId: 'rf_1' } },
    { name: 'issueReplacement', body: { result: 'refused' } },
    { name: 'lookUpReplacement', body: { result: 'refused' } },
  ] as const)(
    '$name: a reason with what no record and no terminal may get is cleaned',
    async ({ name, body }) => {
      const reason = String.raw`"${'x'.repeat(20)}\u0000\u001b[31m\ud83d\u202e"`;
      const { url } = await hostileServer(
        always(200, `{"reason":${reason},${JSON.stringify(body).slice(1)}`),
      );
      expect(await calls[name](asking(url))).toEqual({ ...body, reason: `${'x'.repeat(20)} [31m\ufffd` });
    },
  );

  test('a write carries token, key and JSON; a look-up the percent-encoded key and no body', async () => {
    const seen: object[] = [];
    const { url, requests } = await hostileServer((response, request) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { authorization, 'idempotency-key': key, 'content-type': type } = request.headers;
        seen.push({ authorization, key, type, body });
        always(200, { status: 'confirmed', refundId: 'rf_1' })(response);
      });
    });
    const orders = asking(`${url}/shop/`);
    await calls.refund(orders);
    await calls.lookUpRefund(orders);
    const authorization = `Bearer ${TOKEN}`;
    expect(requests).toEqual(['POST /shop/refunds', 'GET /shop/refunds/refund%3Ap1']);
    expect(seen).toEqual([
      {
        authorization,
        key: 'refund:p1',
        type: 'application/json',
        body: '{"purchaseId":"p1","amount":149,"currency":"EUR","reason":"R2"}',
      },
      { authorization, key: undefined, type: undefined, body: '' },
    ]);
  });
});

test.each([
  { url: 'ftp://127.0.0.1/', token: 't' },
  { url: 'nonsense', token: 't' },
  { url: 'http://user:hush@127.0.0.1/', token: 't' },
  { url: 'http://127.0.0.1/', token: '' },
  { url: 'http://127.0.0.1/', token: 'line\nbreak' },
])('an address or token that cannot be used is refused at once, without being quoted: %j', (options) => {
  expect(() => httpOrderService(options)).toThrow(/^The (address|token) of the order service (is|holds) /);
  expect(() => httpOrderService(options)).not.toThrow(/hush|break/);
});
