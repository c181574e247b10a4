import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import { playOn } from '../../../dev/rig/play.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { waitUntilIdle } from '../../../src/temporal/wait-until-idle.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type ApiAnswer, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
let stranger: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
  stranger = await servedApi(rig);
});

const WHY = 'The code never worked, although I tried it three times.';

const asService = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
  api.call(method, path, { key: api.keys.service, body });
const asStranger = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
  stranger.call(method, path, { key: stranger.keys.service, body });

test('a purchase that was not opened by HTTP goes to nobody who only knows its id', async () => {
  const order = rig.sandbox.shop.buy({});
  await rig.returns.openPurchase(order);
  const at = `/v1/purchases/${order.purchaseId}`;
  const guess = { ...order, activation: { ...order.activation, activationId: 'guessed' } };
  const refused = await asStranger('PUT', at, guess);
  expect(refused).toMatchObject({ status: 409, body: { code: 'opened_by_another' } });
  expect(refused.body).not.toHaveProperty('differences');
  expect((await asStranger('GET', at)).status).toBe(404);
  // The shop knows all terms, so it can go on by HTTP with what it has opened before.
  expect(await asService('PUT', at, order)).toMatchObject({ status: 200, body: { already: true } });
  expect((await asService('GET', at)).status).toBe(200);
  expect(await asStranger('PUT', at, order)).toMatchObject({
    status: 409,
    body: { code: 'opened_by_another' },
  });
});

test('an opening names no payment of another purchase', async () => {
  const paid = await openedBy(api, rig);
  const order = rig.sandbox.shop.buy({});
  const at = `/v1/purchases/${order.purchaseId}`;
  const replaces = { purchaseId: paid.purchaseId, originalPurchaseId: paid.purchaseId, depth: 1 };
  expect(await asStranger('PUT', at, { ...order, replaces })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/replaces' }] },
  });
  expect(await rig.returns.status(order.purchaseId)).toMatchObject({ found: false });
});

test('a purchase that an operator has ended is not started again by another caller', async () => {
  const order = await openedBy(api, rig);
  const workflow = rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId));
  await workflow.terminate('by an operator');
  expect(await asStranger('PUT', `/v1/purchases/${order.purchaseId}`, order)).toMatchObject({
    status: 409,
    body: { code: 'opened_by_another' },
  });
  expect((await workflow.describe()).status.name).toBe('TERMINATED');
});

test('a malformed opening leaves no case at a purchase of another caller', async () => {
  const { purchaseId } = await openedBy(api, rig);
  // As after an outage of the ledger: only the workflow says who has opened it.
  await rig.ledger.deleteFrom('api_openers').where('purchase_id', '=', purchaseId).execute();
  expect(await asStranger('PUT', `/v1/purchases/${purchaseId}`, { price: 'none' })).toMatchObject({
    status: 409,
    body: { code: 'opened_by_another' },
  });
  const cases = rig.ledger.selectFrom('cases').select('case_id').where('purchase_id', '=', purchaseId);
  expect(await cases.execute()).toEqual([]);
});

test('who has opened a purchase is on record beyond its workflow', async () => {
  const { purchaseId } = await openedBy(api, rig);
  const onRecord = rig.ledger
    .selectFrom('api_openers')
    .select('caller')
    .where('purchase_id', '=', purchaseId);
  expect(await onRecord.execute()).toEqual([{ caller: expect.stringMatching(/^test-service-/) as unknown }]);
});

test('a replacement belongs to who has opened the purchase that it replaces', async () => {
  const order = await openedBy(api, rig);
  const play = playOn(rig, order);
  await play.sms();
  await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: 'The route is gone.' });
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  const { result } = await play.status();
  const purchaseId = result?.replacement?.purchaseId ?? '';
  await waitUntilIdle(
    rig.temporal.workflowService,
    { namespace: rig.namespace, workflowId: workflowIdOf(purchaseId) },
    { timeoutMs: 30_000 },
  );
  const at = `/v1/purchases/${purchaseId}`;
  await expect
    .poll(async () => (await asService('GET', at)).body['originalPurchaseId'], { timeout: 30_000 })
    .toBe(order.purchaseId);
  expect((await asStranger('GET', at)).status).toBe(404);
});

test('requests of a stranger use up nothing of what the owner may ask', async () => {
  const twice = { burst: 2, perSecond: 0.001 };
  const limits = { perPurchase: twice, eventsPerPurchase: twice };
  const limited = await servedApi(rig, { own: true, limits });
  const order = rig.sandbox.shop.buy({});
  const at = `/v1/purchases/${order.purchaseId}`;
  const call = async (key: string, path: string, body: object): Promise<number> =>
    (await limited.call(path === at ? 'PUT' : 'POST', path, { key, body })).status;
  const event = { type: 'refundUpdated', eventId: 'e1' };
  expect(await call(limited.keys.service, at, order)).toBe(201);
  const foreign: number[] = [];
  for (let n = 0; n < 3; n += 1) foreign.push(await call(stranger.keys.service, `${at}/events`, event));
  expect(foreign).toEqual([404, 404, 404]);
  for (let n = 0; n < 2; n += 1) {
    expect(await call(limited.keys.service, `${at}/events`, event)).toBe(202);
  }
  expect(await call(limited.keys.service, `${at}/events`, event)).toBe(429);
  // Claims of one purchase are counted together, and apart from its events.
  const acts: number[] = [];
  for (const n of [7, 8, 9]) {
    acts.push(await call(limited.keys.service, `/v1/claims/clm_${order.purchaseId}_${n}/withdrawal`, {}));
  }
  expect(acts).toEqual([409, 409, 429]);
});

test('two idempotency keys in one request are none', async () => {
  const { purchaseId } = await openedBy(api, rig);
  const asked = request(`${api.url}/v1/purchases/${purchaseId}/claims`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.keys.service}`,
      'content-type': 'application/json',
      'idempotency-key': ['one', 'two'],
    },
  });
  asked.end(JSON.stringify({ claimType: 'major_defect', reason: WHY }));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(400);
  expect(await json(answer)).toMatchObject({ code: 'idempotency_key_malformed' });
});
