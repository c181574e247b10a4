import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { beforeAll, expect, test } from 'vitest';
import { playOn } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { readEventSecrets } from '../../../src/config/event-secrets.ts';
import { createKey } from '../../../src/operations/api-keys.ts';
import { readReceiptKeys } from '../../../src/receipts/receipt-keys.ts';
import { ROUTES } from '../../../src/web/api/routes.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type ApiRequest, type TestApi } from './served-api.ts';

const SECRET = randomBytes(24);
const CALLER = `as-documented-${process.pid}`;

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  const eventSecrets = readEventSecrets(`${CALLER}:whsec_${SECRET.toString('base64')}`) ?? [];
  const receiptKeys = readReceiptKeys(`rsk_${randomBytes(32).toString('base64')}`);
  if (receiptKeys === undefined) throw new Error('no keys');
  api = await servedApi(rig, { eventSecrets, receiptKeys });
});

interface Response {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}
const { paths, components } = JSON.parse(readFileSync('src/web/api/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { responses: Record<string, Response> };
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);

const CALLS = {
  ...ROUTES,
  takeSignedEvent: { method: 'POST', path: '/v1/events' },
  listPolicies: { method: 'GET', path: '/v1/policies' },
  readPolicy: { method: 'GET', path: '/v1/policies/:version' },
  publishedKeys: { method: 'GET', path: '/.well-known/jwks.json' },
};
type CallName = keyof typeof CALLS;

/** What the document says of an answer. `undefined`: nothing. */
function schemaOf(name: CallName, status: number): object | undefined {
  const { method, path } = CALLS[name];
  const at = path.replaceAll(/:(\w+)/g, '{$1}');
  const response = paths[at]?.[method.toLowerCase()]?.responses[String(status)];
  const named = response?.$ref?.replace('#/components/responses/', '');
  const { content = {} } = (named === undefined ? response : components.responses[named]) ?? {};
  const [only] = Object.values(content);
  return only && { ...only.schema, components };
}

/** Each named route is called, and its answer held against the document. */
async function answersOf(
  calls: readonly (readonly [CallName, string, ApiRequest, number])[],
): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const [name, path, request, expected] of calls) {
    const { status, body } = await api.call(CALLS[name].method, path, request);
    const schema = schemaOf(name, status);
    const fits = schema !== undefined && ajv.validate(schema, body);
    if (status !== expected || !fits) wrong.push({ name, status, expected, errors: ajv.errors, body });
  }
  return wrong;
}

test('what the API answers is what its document says, through the life of a purchase', async () => {
  const { service, approver, viewer } = api.keys;
  const order = await openedBy(api, rig);
  const { purchaseId } = order;
  const at = `/v1/purchases/${purchaseId}`;
  const claim = `/v1/claims/clm_${purchaseId}_1`;
  const play = playOn(rig, order);
  const reason = 'The service says that this number is not valid.';
  const filed = { claimType: 'invalid_number', evidence: [{ evidenceId: 'e1' }], reason };
  const approval = { decision: 'approve', note: 'The screenshot shows it.' };
  expect(
    await answersOf([
      ['openPurchase', at, { key: service, body: order }, 200],
      ['openPurchase', at, { key: service, body: { ...order, price: { amount: 1, currency: 'EUR' } } }, 409],
      ['openPurchase', `${at}-new`, { key: service, body: {} }, 422],
      ['submitClaim', `${at}/claims`, { key: service, body: filed }, 409],
      ['sendEvent', `${at}/events`, { key: service, body: { type: 'smsReceived', eventId: 'e-1' } }, 202],
      ['sendEvent', `${at}/events`, { key: service, body: { type: 'smsReceived' } }, 422],
    ]),
  ).toEqual([]);
  await play.idle();
  const sandboxOnly = { type: 'remediationDone', eventId: 'e-2', summary: 'It was put right.' };
  expect(
    await answersOf([
      ['submitClaim', `${at}/claims?preview=true`, { key: service, body: filed }, 200],
      ['submitClaim', `${at}/claims`, { key: service, body: filed }, 200],
      ['submitClaim', `${at}/claims`, { key: service, body: filed }, 409],
      ['sendEvent', `${at}/events`, { key: approver, body: sandboxOnly }, 202],
      ['readOptions', `${at}/options`, { key: approver }, 200],
      ['readClaim', claim, { key: viewer }, 200],
      ['readReceipt', `${claim}/receipt`, { key: viewer }, 409],
      ['readPurchase', at, { key: approver }, 200],
      ['decideClaim', `${claim}/decision`, { key: approver, body: { decision: 'reject', note: 'n' } }, 422],
    ]),
  ).toEqual([]);
  await play.idle();
  expect(
    await answersOf([
      ['queue', '/v1/queue', { key: approver }, 200],
      ['queue', '/v1/queue', { key: viewer }, 200],
      ['queue', '/v1/queue?waitsFor=nobody', { key: viewer }, 400],
      ['decideClaim', `${claim}/decision`, { key: approver, body: approval }, 200],
    ]),
  ).toEqual([]);
  await expect
    .poll(async () => (await api.call('GET', at, { key: service })).body['stage'], { timeout: 60_000 })
    .toBe('closed');
  await play.idle();
  const { body } = await api.call('GET', `${at}/mails`, { key: approver });
  const [mail] = body['mails'] as { messageId: string }[];
  const message = `/v1/mails/${encodeURIComponent(mail?.messageId ?? '')}`;
  // Refused again, it is the same case.
  const again = await api.call('PUT', `${at}-new`, { key: service, body: {} });
  const caseId = String(again.body['caseId']);
  expect(
    await answersOf([
      ['readPurchase', at, { key: service }, 200],
      ['readPurchase', at, { key: viewer }, 200],
      ['readPurchase', `${at}-other`, { key: service }, 404],
      ['sendEvent', `${at}/events`, { key: service, body: { type: 'smsReceived', eventId: 'e-3' } }, 200],
      ['submitClaim', `${at}/claims`, { key: service, body: filed }, 409],
      ['readMails', `${at}/mails`, { key: approver }, 200],
      ['readMail', message, { key: approver }, 200],
      ['resendMail', `${message}/resend`, { key: approver, body: {} }, 200],
      ['readRefund', `${at}/refund`, { key: service }, 200],
      ['readReceipt', `${claim}/receipt`, { key: service }, 200],
      ['publishedKeys', '/.well-known/jwks.json', {}, 200],
      ['search', `/v1/purchases?q=${purchaseId}`, { key: viewer }, 200],
      ['stages', '/v1/stages', { key: viewer }, 200],
      ['listCases', '/v1/cases', { key: viewer }, 200],
      ['settleCase', `/v1/cases/${caseId}/settlement`, { key: approver, body: { note: 'done' } }, 200],
      ['settleCase', `/v1/cases/${caseId}/settlement`, { key: approver, body: { note: 'again' } }, 409],
    ]),
  ).toEqual([]);
});

/** An event that its sender has signed. */
function signed(body: string): ApiRequest {
  const [id, at] = [`msg_${randomBytes(8).toString('hex')}`, String(Math.floor(Date.now() / 1_000))];
  const signature = createHmac('sha256', SECRET).update(`${id}.${at}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` };
  return { body, headers, once: null };
}

test('what needs no key is answered as the document says', async () => {
  const { token } = await createKey(rig.ledger, { caller: CALLER, role: 'service' }, new Date());
  const order = rig.sandbox.shop.buy({});
  const { purchaseId } = order;
  await api.call('PUT', `/v1/purchases/${purchaseId}`, { key: token, body: order });
  const sms = JSON.stringify({ type: 'smsReceived', data: { purchaseId } });
  expect(
    await answersOf([
      ['takeSignedEvent', '/v1/events', signed(sms), 202],
      ['takeSignedEvent', '/v1/events', { body: sms, once: null }, 401],
      ['takeSignedEvent', '/v1/events', signed(sms.replace(purchaseId, 'never-opened')), 404],
      ['takeSignedEvent', '/v1/events', signed('{"type": "smsReceived"}'), 422],
      ['listPolicies', '/v1/policies', {}, 200],
      ['readPolicy', '/v1/policies/2026-01', {}, 200],
      ['readPolicy', '/v1/policies/1999-01', {}, 404],
      ['readPolicy', '/v1/policies/2026-01?wrong=1', {}, 400],
    ]),
  ).toEqual([]);
});
