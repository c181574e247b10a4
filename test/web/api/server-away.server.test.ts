import { createHmac, randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { createReturnsClient } from '../../../src/client/returns-client.ts';
import { claimIdOf, workflowIdOf } from '../../../src/contract/ids.ts';
import { readEventSecrets } from '../../../src/config/event-secrets.ts';
import { ledgerRecords } from '../../../src/ledger/purchase-records.ts';
import { readReceiptKeys } from '../../../src/receipts/receipt-keys.ts';
import { CALLS_END } from '../../../src/temporal/calls-end.ts';
import { playOn } from '../../../dev/rig/play.ts';
import { openWire, type Wire } from '../../databases/wire.ts';
import { sharedRig, testRig, type SharedRig } from '../../workflows/test-rig.ts';
import { followedOpening } from '../customer/customer.ts';
import { openedBy, servedApi, type ApiAnswer, type TestApi } from './served-api.ts';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const SIGNER = `signing-while-away-${process.pid}`;
const WHY = 'The code never worked, although I tried it three times.';

let rig: SharedRig;
let wire: Wire;
let connection: Connection;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  wire = await openWire(`grpc://${inject('temporalAddress')}`);
  connection = await Connection.connect({ address: new URL(wire.url).host, interceptors: CALLS_END });
  const temporal = new Client({ connection, namespace: rig.namespace });
  const records = ledgerRecords(rig.ledger);
  const returns = createReturnsClient({
    client: temporal,
    taskQueue: rig.taskQueue,
    answerTimeoutMs: 1_500,
    records,
  });
  const eventSecrets = readEventSecrets(`${SIGNER}:${SECRET}`);
  if (eventSecrets === undefined) throw new Error('no secrets');
  const receiptKeys = readReceiptKeys(`rsk_${randomBytes(32).toString('base64')}`);
  if (receiptKeys === undefined) throw new Error('no keys');
  api = await servedApi(rig, { temporal, returns, pages: true, eventSecrets, receiptKeys });
});
afterAll(async () => {
  await wire.mend();
  await connection.close();
  await wire.close();
});

const TROUBLES = [
  { trouble: 'stopped', begin: () => wire.cut() },
  { trouble: 'hung', begin: async () => wire.hang() },
] as const;

/** Ends the trouble, and waits until the API has its connection again. */
async function mended(): Promise<void> {
  await wire.mend();
  const answers = async (): Promise<number> =>
    (await api.call('GET', '/v1/purchases/never-opened', { key: api.keys.agent })).status;
  await expect.poll(answers, { timeout: 60_000, interval: 200 }).toBe(404);
}

function sendSigned(purchaseId: string): Promise<ApiAnswer> {
  const body = JSON.stringify({
    type: 'smsReceived',
    timestamp: new Date().toISOString(),
    data: { purchaseId },
  });
  const at = Math.floor(Date.now() / 1_000);
  const id = `msg_${randomBytes(8).toString('hex')}`;
  const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${signature}`,
  };
  return api.call('POST', '/v1/events', { once: null, body, headers });
}

describe.each(TROUBLES)('While the Temporal server is $trouble', ({ trouble, begin }) => {
  test('every kind of request is a 503 that says when to come again, and is filed once when it is repeated', async () => {
    const { service, agent } = api.keys;
    const order = await openedBy(api, rig);
    const { purchaseId } = order;
    const at = `/v1/purchases/${purchaseId}`;
    const play = playOn(rig, order);
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    const claimId = claimIdOf(purchaseId, 1);
    const before = await play.status();
    // Its opener is with its workflow only.
    const unrecorded = await openedBy(api, rig);
    await rig.ledger.deleteFrom('api_openers').where('purchase_id', '=', unrecorded.purchaseId).execute();
    const fresh = rig.sandbox.shop.buy({});
    const old = { ...rig.sandbox.shop.buy({}), purchasedAt: '2020-01-01T00:00:00Z' };
    const settled = { outcome: 'not_possible', summary: 'The route is gone.' };
    const report = { key: agent, once: `away-${trouble}-${claimId}`, body: settled };

    await begin();
    try {
      const requests: Readonly<Record<string, () => Promise<ApiAnswer>>> = {
        purchase: () => api.call('GET', at, { key: service }),
        options: () => api.call('GET', `${at}/options`, { key: service }),
        claim: () => api.call('GET', `/v1/claims/${claimId}`, { key: service }),
        'never opened': () => api.call('GET', '/v1/purchases/never-opened', { key: service }),
        'opener not on record': () =>
          api.call('GET', `/v1/purchases/${unrecorded.purchaseId}`, { key: service }),
        preview: () =>
          api.call('POST', `/v1/claims/${claimId}/remediation?preview=true`, { key: agent, body: settled }),
        act: () => api.call('POST', `/v1/claims/${claimId}/remediation`, report),
        event: () =>
          api.call('POST', `${at}/events`, {
            key: service,
            once: null,
            body: { type: 'refundUpdated', eventId: 'away-1' },
          }),
        'signed event': () => sendSigned('never-opened'),
        opening: () => api.call('PUT', `/v1/purchases/${fresh.purchaseId}`, { key: service, body: fresh }),
        'opening again': () => api.call('PUT', at, { key: service, body: order }),
        receipt: () => api.call('GET', `/v1/claims/${claimId}/receipt`, { key: service }),
        'old opening': () => api.call('PUT', `/v1/purchases/${old.purchaseId}`, { key: service, body: old }),
      };
      const answers = await Promise.all(
        Object.entries(requests).map(async ([what, ask]) => {
          const { status, headers, body } = await ask();
          return [
            what,
            `${status} ${String(body['code'])} ${headers.get('retry-after') ?? 'never'}`,
          ] as const;
        }),
      );
      const unavailable = '503 purchase_unavailable 5';
      expect(Object.fromEntries(answers)).toEqual({
        purchase: unavailable,
        options: unavailable,
        claim: unavailable,
        'never opened': unavailable,
        'opener not on record': unavailable,
        preview: unavailable,
        act: '503 no_answer 5',
        event: unavailable,
        'signed event': unavailable,
        opening: unavailable,
        'opening again': unavailable,
        receipt: unavailable,
        'old opening': unavailable,
      });
    } finally {
      await mended();
    }
    const repeated = await api.call('POST', `/v1/claims/${claimId}/remediation`, report);
    expect(repeated).toMatchObject({ status: 200, body: { accepted: true, stage: 'awaiting_choice' } });
    const after = await play.status();
    expect(before.stage).toBe('in_remediation');
    expect(after.stage).toBe('awaiting_choice');
    expect(after.timeline.filter(({ event }) => event === 'remediation_reported')).toHaveLength(1);
    const opened = await api.call('PUT', `/v1/purchases/${fresh.purchaseId}`, { key: service, body: fresh });
    expect([200, 201]).toContain(opened.status);
  });

  test('the process lives and is not ready, and says why', async () => {
    await begin();
    try {
      expect(await api.call('GET', '/livez')).toMatchObject({ status: 200, body: { live: true } });
      expect(await api.call('GET', '/readyz')).toMatchObject({
        status: 503,
        body: { ready: false, ledger: true, temporal: false },
      });
    } finally {
      await mended();
    }
    expect(await api.call('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, ledger: true, temporal: true },
    });
  });

  test('a malformed opening is kept for support, because somebody has paid', async () => {
    const { purchaseId } = rig.sandbox.shop.buy({});
    await begin();
    let answer: ApiAnswer;
    try {
      answer = await api.call('PUT', `/v1/purchases/${purchaseId}`, {
        key: api.keys.service,
        body: { price: 'none' },
      });
    } finally {
      await mended();
    }
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    const cases = rig.ledger.selectFrom('cases').select('case_id').where('purchase_id', '=', purchaseId);
    expect(await cases.execute()).toEqual([{ case_id: answer.body['caseId'] }]);
  });

  test('the customer’s pages say that they are not available now, before and after the question', async () => {
    const order = rig.sandbox.shop.buy({});
    const { customer } = await followedOpening(api, order);
    await playOn(rig, order).sms();
    const at = `/purchases/${order.purchaseId}`;
    const question = await customer.visit(`${at}/claim/broken`);
    await begin();
    try {
      const pages = [
        await customer.visit(at),
        await customer.send(question, 'Continue', { reason: WHY }),
        await customer.visit(question.path),
      ];
      for (const { status, headers, text } of pages) {
        expect(status).toBe(503);
        expect(headers.get('retry-after')).toBe('5');
        expect(text).toContain('This is not available now');
      }
    } finally {
      await mended();
    }
    expect((await playOn(rig, order).status()).claims).toEqual([]);
  });
});

test('without a worker an act is a 503, and its repeat under the same key happens once when a worker is back', async () => {
  const own = await testRig();
  onTestFinished(() => own.stop());
  const returns = createReturnsClient({
    client: own.temporal,
    taskQueue: own.taskQueue,
    answerTimeoutMs: 1_500,
    records: ledgerRecords(own.ledger),
  });
  const unmanned = await servedApi(own, { own: true, returns });
  const order = await openedBy(unmanned, own);
  const play = playOn(own, order);
  await play.sms();
  await own.stopWorker();
  const claim = {
    key: unmanned.keys.service,
    once: 'no-worker',
    body: { claimType: 'major_defect', reason: WHY },
  };
  const file = (): Promise<ApiAnswer> =>
    unmanned.call('POST', `/v1/purchases/${order.purchaseId}/claims`, claim);
  for (const unanswered of [await file(), await file()]) {
    expect(unanswered).toMatchObject({ status: 503, body: { code: 'no_answer' } });
    expect(unanswered.headers.get('retry-after')).toBe('5');
  }
  await own.startWorker();
  await expect.poll(async () => (await file()).status, { timeout: 30_000 }).toBe(200);
  const { claims } = await play.status();
  expect(claims.map(({ claimId }) => claimId)).toEqual([claimIdOf(order.purchaseId, 1)]);
  const again = await file();
  expect(again.body).toMatchObject({ accepted: true, claimId: claimIdOf(order.purchaseId, 1) });
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect((await play.status()).claims).toHaveLength(1);
});

describe('A purchase that nobody carries on', () => {
  test.each(['terminated', 'deleted'] as const)(
    'because its workflow was %s refuses acts and events for good, and says whom to ask',
    async (how) => {
      const order = rig.sandbox.shop.buy({});
      const { customer } = await followedOpening(api, order);
      const { purchaseId } = order;
      const at = `/v1/purchases/${purchaseId}`;
      const play = playOn(rig, order);
      await play.sms();
      await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
      const question = await customer.visit(`/purchases/${purchaseId}/withdrawal`);
      const execution = { workflowId: workflowIdOf(purchaseId) };
      if (how === 'terminated') await rig.temporal.workflow.getHandle(execution.workflowId).terminate();
      else {
        await rig.temporal.workflowService.deleteWorkflowExecution({
          namespace: rig.namespace,
          workflowExecution: execution,
        });
        await expect
          .poll(() =>
            rig.temporal.workflow
              .getHandle(execution.workflowId)
              .describe()
              .then(
                () => 'there',
                () => 'gone',
              ),
          )
          .toBe('gone');
      }
      const { service, agent } = api.keys;
      const event = { type: 'refundUpdated', eventId: 'late' };
      const lost = { status: 409, body: { code: 'purchase_lost' } };
      expect(await api.call('POST', `${at}/events`, { key: service, once: null, body: event })).toMatchObject(
        lost,
      );
      const report = { key: agent, body: { outcome: 'not_possible', summary: 'The route is gone.' } };
      const claimId = claimIdOf(purchaseId, 1);
      expect(await api.call('POST', `/v1/claims/${claimId}/remediation`, report)).toMatchObject(lost);
      expect(await api.call('POST', `/v1/claims/${claimId}/remediation?preview=true`, report)).toMatchObject(
        lost,
      );
      expect(await api.call('GET', `${at}/options`, { key: service })).toMatchObject({
        status: 200,
        body: { options: [] },
      });
      // Its customer sees how it stands, and nothing that would be asked for in vain.
      const page = await customer.visit(`/purchases/${purchaseId}`);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('Withdraw');
      const says = [
        'Something went wrong with this purchase on our side',
        'our support settles by hand what you are owed',
      ];
      for (const sentence of says) expect(page.text).toContain(sentence);
      // Not what would have followed: no time runs, and nobody puts it right.
      for (const sentence of ['We are putting it right', 'you get your money back']) {
        expect(page.text).not.toContain(sentence);
      }
      const late = await customer.send(question, 'Continue');
      expect(late.status).toBe(200);
      expect(late.text).toContain(says[0]);
    },
  );
});
