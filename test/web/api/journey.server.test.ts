import { beforeAll, describe, expect, test } from 'vitest';
import { createReturnsClient } from '../../../src/client/returns-client.ts';
import { claimIdOf, workflowIdOf } from '../../../src/contract/ids.ts';
import { ledgerRecords } from '../../../src/ledger/purchase-records.ts';
import { waitUntilIdle } from '../../../src/temporal/wait-until-idle.ts';
import { playOn, type Play } from '../../../dev/rig/play.ts';
import { refundsOf } from '../../../dev/rig/shop-remedies.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type ApiAnswer, type ApiRequest, type TestApi } from './served-api.ts';

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
});

const WHY = 'The code never worked, although I tried it three times.';

const asService = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
  api.call(method, path, { key: api.keys.service, ...request });
const asAgent = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
  api.call(method, path, { key: api.keys.agent, ...request });

const idle = (purchaseId: string): Promise<unknown> =>
  waitUntilIdle(
    rig.temporal.workflowService,
    { namespace: rig.namespace, workflowId: workflowIdOf(purchaseId) },
    { timeoutMs: 30_000 },
  );

/** A purchase whose SMS has come. */
async function inWindow(): Promise<Play> {
  const order = await openedBy(api, rig);
  const play = playOn(rig, order);
  const sms = rig.sandbox.shop.deliverSms(order.purchaseId);
  const sent = await asService('POST', `/v1/purchases/${order.purchaseId}/events`, {
    body: { type: 'smsReceived', ...sms },
    once: null,
  });
  expect(sent.status).toBe(202);
  await play.idle();
  return play;
}

async function claimed(claimType: string, evidence: object[] = []): Promise<{ play: Play; claimId: string }> {
  const play = await inWindow();
  const filed = await asService('POST', `/v1/purchases/${play.purchaseId}/claims`, {
    body: { claimType, reason: WHY, evidence },
  });
  expect(filed).toMatchObject({ status: 200, body: { accepted: true } });
  return { play, claimId: String(filed.body['claimId']) };
}

async function caseOf(purchaseId: string): Promise<object | undefined> {
  const { body } = await asAgent('GET', '/v1/cases?limit=200');
  const entries = body['entries'] as { purchaseId: string }[];
  return entries.find((each) => each.purchaseId === purchaseId);
}

describe('Opening by HTTP', () => {
  test('is answered although no worker runs and the purchase cannot say how it stands', async () => {
    const taskQueue = 'queue-without-a-worker';
    const returns = createReturnsClient({
      client: rig.temporal,
      taskQueue,
      records: ledgerRecords(rig.ledger),
    });
    const never = <T>(): Promise<T> => new Promise(() => undefined);
    const other = await servedApi(rig, {
      own: true,
      returns: { ...returns, snapshot: never, status: never },
    });
    const order = rig.sandbox.shop.buy({});
    const at = `/v1/purchases/${order.purchaseId}`;
    const opened = await other.call('PUT', at, { key: other.keys.service, body: order });
    expect(opened).toMatchObject({
      status: 201,
      body: { purchaseId: order.purchaseId, already: false },
    });
    const started = rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId));
    expect((await started.describe()).taskQueue).toBe(taskQueue);
    await started.terminate('the test is over');
  });

  test('opens once: 201, then 200, and 409 with the fields of other terms', async () => {
    const order = rig.sandbox.shop.buy({});
    const at = `/v1/purchases/${order.purchaseId}`;
    const first = await asService('PUT', at, { body: order });
    expect(first).toMatchObject({ status: 201, body: { already: false, purchaseId: order.purchaseId } });
    expect(first.headers.get('location')).toBe(at);
    const { purchaseId: _purchaseId, ...withoutId } = order;
    expect(await asService('PUT', at, { body: withoutId })).toMatchObject({
      status: 200,
      body: { already: true, stage: 'awaiting_sms' },
    });
    const moved = { ...order, customer: { ...order.customer, email: 'other@example.org' } };
    expect(await asService('PUT', at, { body: moved })).toMatchObject({
      status: 200,
      body: { already: true, differences: ['customer.email'] },
    });
    const cheaper = { ...order, price: { ...order.price, amount: order.price.amount + 1 } };
    const refused = await asService('PUT', at, { body: cheaper });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'other_terms', differences: ['price.amount'], stage: 'awaiting_sms' },
    });
    // Two payments may have got one id, so support sees it, once.
    const again = await asService('PUT', at, { body: cheaper });
    expect(again.body['caseId']).toBe(refused.body['caseId']);
    expect(await caseOf(order.purchaseId)).toMatchObject({
      caseId: refused.body['caseId'],
      details: { ledger: null, api: { code: 'other_terms', fields: 'price.amount' } },
    });
  });

  test('keeps a refused opening as a case, because somebody has paid', async () => {
    const order = rig.sandbox.shop.buy({});
    const answer = await asService('PUT', `/v1/purchases/${order.purchaseId}`, {
      body: { ...order, price: { amount: 1.5, currency: 'EUR' } },
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'invalid_input', errors: [{ pointer: '/price/amount' }] },
    });
    expect(await caseOf(order.purchaseId)).toMatchObject({
      case: 'opening_refused',
      caseId: answer.body['caseId'],
    });
    const settled = await asAgent('POST', `/v1/cases/${String(answer.body['caseId'])}/settlement`, {
      body: { note: 'The shop has opened it again.' },
    });
    expect(settled).toMatchObject({ status: 200, body: { settled: true } });
  });

  test.each([
    { field: 'replaces', body: { replaces: { purchaseId: 'p1', originalPurchaseId: 'p1', depth: 1 } } },
    { field: 'by', body: { by: { kind: 'support', id: 'root' } } },
    { field: 'purchaseId', body: { purchaseId: 'another' } },
  ])(
    'with $field, which is not the shop’s to say, is refused and kept as a case',
    async ({ field, body }) => {
      const order = rig.sandbox.shop.buy({});
      const answer = await asService('PUT', `/v1/purchases/${order.purchaseId}`, {
        body: { ...order, ...body },
      });
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'invalid_input', errors: [{ pointer: `/${field}` }] },
      });
      expect(await caseOf(order.purchaseId)).toMatchObject({
        caseId: answer.body['caseId'],
        details: { ledger: null, api: { fields: field } },
      });
      expect(await rig.returns.status(order.purchaseId)).toEqual({ found: false });
    },
  );

  test('belongs to who opened it: another service sees nothing of it', async () => {
    const order = await openedBy(api, rig);
    const other = await servedApi(rig, { own: true });
    const key = other.keys.service;
    const at = `/v1/purchases/${order.purchaseId}`;
    const unknown = await api.call('GET', '/v1/purchases/never-opened', { key });
    for (const path of [
      at,
      `${at}/options`,
      `${at}/refund`,
      `/v1/claims/${claimIdOf(order.purchaseId, 1)}`,
    ]) {
      const hidden = await api.call('GET', path, { key });
      expect(hidden.status).toBe(404);
      expect({ ...hidden.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    }
    expect(await api.call('PUT', at, { key, body: order })).toMatchObject({
      status: 409,
      body: { code: 'opened_by_another' },
    });
    expect(
      await api.call('POST', `${at}/claims`, { key, body: { claimType: 'major_defect', reason: WHY } }),
    ).toMatchObject({ status: 404 });
    expect((await asService('GET', at)).status).toBe(200);
  });
});

describe('A claim by HTTP', () => {
  test('goes from filing to refund, each side by its key', async () => {
    const { play, claimId } = await claimed('invalid_number', [{ evidenceId: 'e1' }]);
    expect(claimId).toBe(claimIdOf(play.purchaseId, 1));
    const seen = await asAgent('GET', `/v1/claims/${claimId}`);
    expect(seen).toMatchObject({ status: 200, body: { status: 'open', reason: WHY, stage: 'in_review' } });
    const decided = await asAgent('POST', `/v1/claims/${claimId}/decision`, {
      body: { decision: 'approve', note: 'Granted.' },
    });
    expect(decided).toMatchObject({ status: 200, body: { accepted: true, stage: 'returning_funds' } });
    await idle(play.purchaseId);
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([play.order.price]);
    const whole = await asService('GET', `/v1/purchases/${play.purchaseId}`);
    expect(whole).toMatchObject({
      status: 200,
      body: { stage: 'closed', source: 'purchase', result: { outcome: 'refunded', clause: 'C2' } },
    });
    // The purchase is closed, and says how.
    const late = await asService('POST', `/v1/purchases/${play.purchaseId}/claims`, {
      body: { claimType: 'major_defect', reason: WHY },
    });
    expect(late).toMatchObject({
      status: 409,
      body: {
        code: 'purchase_closed',
        result: { outcome: 'refunded' },
        stage: 'closed',
        nextDeadline: null,
        allowedActions: { customer: [], support: [] },
        revision: whole.body['revision'],
      },
    });
    const event = await asService('POST', `/v1/purchases/${play.purchaseId}/events`, {
      body: { type: 'refundUpdated', eventId: 'late-1' },
    });
    expect(event).toMatchObject({ status: 200, body: { closed: true } });
  });

  test('what a purchase refuses without noting it is refused with clause and standing, as its preview says', async () => {
    const evidence = { evidenceId: 'e1' };
    const { play, claimId } = await claimed('invalid_number', [evidence]);
    await idle(play.purchaseId);
    const again = { body: { evidence: [evidence] } };
    const refused = await asService('POST', `/v1/claims/${claimId}/evidence`, again);
    const tried = await asService('POST', `/v1/claims/${claimId}/evidence?preview=true`, again);
    const { stage, nextDeadline, allowedActions, revision } = await play.status();
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'not_allowed', clause: 'C2', stage, nextDeadline, allowedActions, revision },
    });
    const { requestId: _of, ...body } = refused.body;
    const { requestId: _its, ...wouldBe } = tried.body['answer'] as Record<string, unknown>;
    expect(wouldBe).toMatchObject(body);
  });

  test('an approval of a claim that was withdrawn approves nothing', async () => {
    const { play, claimId } = await claimed('invalid_number', [{ evidenceId: 'e1' }]);
    await asService('POST', `/v1/claims/${claimId}/withdrawal`, { body: {} });
    await asService('POST', `/v1/purchases/${play.purchaseId}/claims`, {
      body: { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId: 'e2' }] },
    });
    const answer = await asAgent('POST', `/v1/claims/${claimId}/decision`, {
      body: { decision: 'approve', note: 'Granted.' },
    });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        type: 'urn:instaotp-returns:problem:other_claim',
        title: 'Refused',
        code: 'other_claim',
        openClaimId: claimIdOf(play.purchaseId, 2),
        stage: 'in_review',
      },
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(refundsOf(rig.sandbox, play.purchaseId)).toEqual([]);
  });

  test('who acts is set by the key: a `by` in the body is refused', async () => {
    const { claimId, play } = await claimed('major_defect');
    const by = { kind: 'customer', id: 'somebody' };
    const answer = await asAgent('POST', `/v1/claims/${claimId}/remediation`, {
      body: { by, outcome: 'done', summary: 'The route.' },
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/by', detail: 'is set by the key: leave it out' }] },
    });
    for (const field of ['by', 'agent']) {
      const event = { type: 'remediationDone', eventId: 'done-1', summary: 'The route.', [field]: 'root' };
      expect(await asAgent('POST', `/v1/purchases/${play.purchaseId}/events`, { body: event })).toMatchObject(
        {
          status: 422,
          body: { errors: [{ pointer: `/${field}`, detail: 'is set by the key: leave it out' }] },
        },
      );
    }
    const done = await asAgent('POST', `/v1/claims/${claimId}/remediation`, {
      body: { outcome: 'done', summary: 'The route.' },
    });
    expect(done.status).toBe(200);
    const [said] = (await play.status()).claim?.statements?.slice(-1) ?? [];
    expect(said?.by).toMatchObject({ kind: 'support', id: expect.stringMatching(/^test-agent-/) as unknown });
  });

  test('a preview says what would follow, needs no key of idempotency, and changes nothing', async () => {
    const { claimId, play } = await claimed('invalid_number', [{ evidenceId: 'e1' }]);
    await play.idle();
    const before = await play.status();
    for (const key of [api.keys.agent, api.keys.assistant]) {
      const preview = await api.call('POST', `/v1/claims/${claimId}/decision?preview=true`, {
        key,
        once: null,
        body: { decision: 'approve', note: 'Granted.' },
      });
      expect(preview).toMatchObject({
        status: 200,
        body: {
          preview: true,
          status: 200,
          answer: { accepted: true, stage: 'returning_funds' },
          follows: { mails: ['claim_approved'], money: { kind: 'refund', amount: play.order.price } },
        },
      });
    }
    expect(await play.status()).toEqual(before);
    const acts = await api.call('POST', `/v1/claims/${claimId}/decision`, {
      key: api.keys.assistant,
      body: { decision: 'approve', note: 'Granted.' },
    });
    expect(acts).toMatchObject({ status: 403, body: { code: 'only_preview' } });
  });

  test('above the limit only an approver approves', async () => {
    const limited = await servedApi(rig, { own: true, approvalLimits: new Map([['EUR', 148]]) });
    const { claimId, play } = await claimed('invalid_number', [{ evidenceId: 'e1' }]);
    expect(play.order.price).toEqual({ amount: 149, currency: 'EUR' });
    const approve = (key: string): Promise<ApiAnswer> =>
      limited.call('POST', `/v1/claims/${claimId}/decision`, {
        key,
        body: { decision: 'approve', note: 'Granted.' },
      });
    expect(await approve(limited.keys.agent)).toMatchObject({
      status: 403,
      body: { code: 'above_approval_limit' },
    });
    expect((await play.status()).stage).toBe('in_review');
    expect(await approve(limited.keys.approver)).toMatchObject({ status: 200 });
  });

  test('a purchase in an If-Match that has moved on is not touched', async () => {
    const { claimId, play } = await claimed('invalid_number', [{ evidenceId: 'e1' }]);
    await play.idle();
    const read = await asAgent('GET', `/v1/purchases/${play.purchaseId}`);
    const etag = read.headers.get('etag') ?? '';
    expect(
      (await asAgent('GET', `/v1/purchases/${play.purchaseId}`, { headers: { 'if-none-match': etag } }))
        .status,
    ).toBe(304);
    await asService('POST', `/v1/claims/${claimId}/evidence`, { body: { evidence: [{ evidenceId: 'e2' }] } });
    const reject = { decision: 'reject', clause: 'X1', note: 'A mistake in the call.' };
    expect(
      await asAgent('POST', `/v1/claims/${claimId}/decision`, {
        body: reject,
        headers: { 'if-match': etag },
      }),
    ).toMatchObject({ status: 412, body: { code: 'changed' } });
    expect((await play.status()).claim?.status).toBe('open');
    await play.idle();
    const again = await asAgent('GET', `/v1/claims/${claimId}`);
    expect(
      await asAgent('POST', `/v1/claims/${claimId}/decision`, {
        body: reject,
        headers: { 'if-match': again.headers.get('etag') ?? '' },
      }),
    ).toMatchObject({ status: 200, body: { accepted: true } });
  });
});

test('an If-Match with the ETag of another purchase is refused, and nothing is done', async () => {
  const [one, other] = [await claimed('major_defect'), await claimed('major_defect')];
  const read = await asAgent('GET', `/v1/claims/${one.claimId}`);
  const etag = read.headers.get('etag') ?? '';
  const withdraw = (etagSent: string) =>
    asService('POST', `/v1/claims/${other.claimId}/withdrawal`, {
      body: {},
      headers: { 'if-match': etagSent },
    });
  for (const wrong of [etag, etag.replace(/-[\w-]+"$/, '-x"'), etag.replace(/[\w-]{16}"$/, '"')]) {
    expect(await withdraw(wrong)).toMatchObject({ status: 412, body: { code: 'no_etag_of_ours' } });
  }
  expect((await other.play.status()).claim?.status).toBe('open');
});

describe('An idempotency key', () => {
  test('is demanded, with a sentence', async () => {
    const { claimId } = await claimed('major_defect');
    for (const [once, code] of [
      [null, 'idempotency_key_missing'],
      ['x'.repeat(81), 'idempotency_key_malformed'],
    ] as const) {
      const answer = await asService('POST', `/v1/claims/${claimId}/withdrawal`, { body: {}, once });
      expect(answer).toMatchObject({ status: 400, body: { code } });
    }
  });

  test('gives a repeat the first answer, also after the purchase has moved on', async () => {
    const { claimId, play } = await claimed('major_defect');
    const access = (once: string): Promise<ApiAnswer> =>
      asAgent('POST', `/v1/claims/${claimId}/access-request`, { body: { what: 'The log.' }, once });
    const once = `ask-${play.purchaseId}`;
    const first = await access(once);
    expect(first).toMatchObject({ status: 200, body: { stage: 'access_requested' } });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    await asService('POST', `/v1/claims/${claimId}/access-answer`, { body: { granted: true } });
    const again = await access(once);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await play.status()).stage).toBe('in_remediation');
  });

  test('is refused with another body, another route, and means nothing of another caller', async () => {
    const { claimId, play } = await claimed('major_defect');
    const once = `one-${play.purchaseId}`;
    const ask = (what: string, key = api.keys.agent): Promise<ApiAnswer> =>
      api.call('POST', `/v1/claims/${claimId}/access-request`, { key, body: { what }, once });
    expect((await ask('The log.')).status).toBe(200);
    const reused = { status: 422, body: { code: 'idempotency_key_reused' } };
    expect(await ask('The settings.')).toMatchObject(reused);
    expect(
      await asAgent('POST', `/v1/claims/${claimId}/remediation`, {
        body: { outcome: 'done', summary: 'The route.' },
        once,
      }),
    ).toMatchObject(reused);
    expect(await ask('The settings.', api.keys.approver)).toMatchObject({
      status: 409,
      body: { code: 'not_now', clause: null },
    });
  });

  test('gives two at once the same answer, and one effect', async () => {
    const { play } = await claimed('invalid_number', [{ evidenceId: 'e1' }]);
    const claimId = claimIdOf(play.purchaseId, 1);
    const reject = { decision: 'reject', clause: 'X1', note: 'A mistake in the call.' };
    const once = `two-${play.purchaseId}`;
    const second = await servedApi(rig, { own: true });
    const answers = await Promise.all(
      [api, api, second, second, api, second].map((each) =>
        each.call('POST', `/v1/claims/${claimId}/decision`, { key: api.keys.agent, body: reject, once }),
      ),
    );
    const bodies = new Set(answers.map(({ status, body }) => JSON.stringify({ status, body })));
    expect(bodies.size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { accepted: true } });
    const decided = (await play.status()).timeline.filter(({ event }) => event === 'claim_decided');
    expect(decided.length).toBe(1);
  });

  test('keeps a refusal, and not what was malformed', async () => {
    const play = await inWindow();
    const at = `/v1/purchases/${play.purchaseId}/claims`;
    const once = `short-${play.purchaseId}`;
    const short = { claimType: 'major_defect', reason: 'short' };
    expect(await asService('POST', at, { body: { ...short, reason: 5 }, once })).toMatchObject({
      status: 422,
    });
    const first = await asService('POST', at, { body: short, once });
    expect(first).toMatchObject({
      status: 409,
      body: { code: 'no_reason', clause: 'P2', changesWith: ['longer_reason'] },
    });
    expect((await asService('POST', at, { body: short, once })).body).toEqual(first.body);
    expect(await asService('POST', at, { body: { ...short, reason: WHY }, once })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });
});

describe('Support by HTTP', () => {
  test('finds a purchase by one field, exactly, and by person only if the role may', async () => {
    const { play, claimId } = await claimed('major_defect');
    await play.idle();
    const { email } = play.order.customer;
    const { phoneNumber, activationId } = play.order.activation;
    const find = async (q: string, key = api.keys.agent): Promise<unknown> => {
      const { status, body } = await api.call('GET', `/v1/purchases?limit=200&q=${encodeURIComponent(q)}`, {
        key,
      });
      if (status !== 200) return body['code'];
      return (body['entries'] as { purchaseId: string }[]).some(
        ({ purchaseId }) => purchaseId === play.purchaseId,
      );
    };
    for (const q of [play.purchaseId, claimId, activationId, email, email.toUpperCase(), phoneNumber])
      expect({ q, found: await find(q) }).toEqual({ q, found: true });
    expect(await find(play.purchaseId.slice(0, -1))).toBe(false);
    expect(await find(` ${phoneNumber}\t`)).toBe(true);
    for (const key of [api.keys.viewer, api.keys.assistant])
      for (const person of [email, phoneNumber])
        for (const q of [person, ` ${person}`, `\t${person}`, `\u00a0${person}`, `\ufeff${person}`])
          expect({ q, found: await find(q, key) }).toEqual({ q, found: 'not_by_person' });
    expect(await find(play.purchaseId, api.keys.viewer)).toBe(true);
  });

  test('sees its own part: a viewer no words and no contact, an agent both, a service no internal notes', async () => {
    const { play, claimId } = await claimed('major_defect');
    await asAgent('POST', `/v1/claims/${claimId}/decision`, {
      body: { decision: 'reject', clause: 'X1', note: 'To you.', internalNote: 'For us only.' },
    });
    const seen = async (key: string): Promise<string> => {
      const { body } = await api.call('GET', `/v1/purchases/${play.purchaseId}`, { key });
      return JSON.stringify(body);
    };
    const { email } = play.order.customer;
    const words = { [WHY]: 'words', [email]: 'contact', 'To you.': 'note', 'For us only.': 'internal' };
    const parts = async (key: string): Promise<string[]> => {
      const text = await seen(key);
      return Object.entries(words).flatMap(([word, part]) => (text.includes(word) ? [part] : []));
    };
    expect(await parts(api.keys.agent)).toEqual(['words', 'contact', 'note', 'internal']);
    expect(await parts(api.keys.service)).toEqual(['words', 'contact', 'note']);
    expect(await parts(api.keys.assistant)).toEqual(['words', 'note', 'internal']);
    expect(await parts(api.keys.viewer)).toEqual([]);
  });

  test('works the queue, the stages, the mails and the contact', async () => {
    const { play } = await claimed('major_defect');
    await play.idle();
    const queue = await asAgent('GET', '/v1/queue?limit=200&waitsFor=support');
    const entries = queue.body['entries'] as { purchaseId: string }[];
    expect(entries.some(({ purchaseId }) => purchaseId === play.purchaseId)).toBe(true);
    expect((await asAgent('GET', '/v1/stages')).body).toMatchObject({
      stages: { in_remediation: expect.any(Number) as unknown },
    });
    const corrected = await asAgent('PUT', `/v1/purchases/${play.purchaseId}/contact`, {
      body: { email: 'new@example.org' },
    });
    expect(corrected).toMatchObject({ status: 200, body: { accepted: true } });
    await play.idle();
    const mails = await asAgent('GET', `/v1/purchases/${play.purchaseId}/mails`);
    const [mail] = mails.body['mails'] as { messageId: string; template: string }[];
    expect(mail?.template).toBe('remediation_started');
    const id = encodeURIComponent(mail?.messageId ?? '');
    expect(await asAgent('GET', `/v1/mails/${id}`)).toMatchObject({
      status: 200,
      body: { purchaseId: play.purchaseId },
    });
    const resent = await asAgent('POST', `/v1/mails/${id}/resend`, { body: {} });
    expect(resent).toMatchObject({ status: 200, body: { status: 'accepted' } });
  });

  test('a viewer reads nobody’s words, wherever they stand', async () => {
    const marks = ['QuercusReason', 'QuercusReference', 'QuercusNote', 'QuercusClaim', 'QuercusKind'];
    const [reason, reference, note, words, kind] = marks;
    const play = await inWindow();
    const { purchaseId } = play;
    const heal = play.fault('refund', { kind: 'refused', reason: reason ?? '' });
    const filed = await asService('POST', `/v1/purchases/${purchaseId}/claims`, {
      body: {
        claimType: 'invalid_number',
        reason: `${words} ${WHY}`,
        evidence: [{ evidenceId: 'e1', mediaType: `a picture of ${kind}` }],
      },
    });
    const claimId = String(filed.body['claimId']);
    const readBy = async (key: string): Promise<string> => {
      const paths = [
        `/v1/purchases/${purchaseId}`,
        `/v1/claims/${claimId}`,
        `/v1/purchases/${purchaseId}/refund`,
        `/v1/purchases?q=${purchaseId}`,
        '/v1/queue?limit=200',
        '/v1/cases?limit=200',
      ];
      const answers = await Promise.all(paths.map((path) => api.call('GET', path, { key })));
      expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
      return JSON.stringify(answers.map(({ body }) => body));
    };
    const seenBy = async (key: string): Promise<string[]> => {
      const text = await readBy(key);
      return marks.filter((mark) => text.includes(mark));
    };
    await asAgent('POST', `/v1/claims/${claimId}/decision`, { body: { decision: 'approve', note } });
    await idle(purchaseId);
    await rig.flush();
    expect(await seenBy(api.keys.viewer)).toEqual([]);
    expect(await seenBy(api.keys.agent)).toEqual([reason, note, words, kind]);
    const hand = { step: 'refund', action: 'done', reference, note };
    await api.call('POST', `/v1/purchases/${purchaseId}/settlement`, { key: api.keys.approver, body: hand });
    await idle(purchaseId);
    await rig.flush();
    heal();
    expect(await seenBy(api.keys.viewer)).toEqual([]);
    expect(await seenBy(api.keys.agent)).toEqual(expect.arrayContaining([reference, note, words]));
    // What is no word of anybody stays: that it was paid, by hand, and by which clause.
    expect(
      (await api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys.viewer })).body,
    ).toMatchObject({
      refund: { status: 'confirmed', byHand: true },
      result: { outcome: 'refunded', clause: 'C2', refund: { byHand: true } },
    });
  });

  test('settles money by hand as an approver only', async () => {
    const play = await inWindow();
    const heal = play.fault('refund', { kind: 'refused', reason: 'account closed' });
    const filed = await asService('POST', `/v1/purchases/${play.purchaseId}/claims`, {
      body: { claimType: 'invalid_number', reason: WHY, evidence: [{ evidenceId: 'e1' }] },
    });
    await asAgent('POST', `/v1/claims/${String(filed.body['claimId'])}/decision`, {
      body: { decision: 'approve', note: 'Granted.' },
    });
    await idle(play.purchaseId);
    const settle = (key: string): Promise<ApiAnswer> =>
      api.call('POST', `/v1/purchases/${play.purchaseId}/settlement`, {
        key,
        body: { step: 'refund', action: 'done', reference: 'bank-7', note: 'By transfer.' },
      });
    expect(await settle(api.keys.agent)).toMatchObject({ status: 403, body: { code: 'not_of_this_role' } });
    expect(await settle(api.keys.approver)).toMatchObject({ status: 200, body: { accepted: true } });
    await idle(play.purchaseId);
    heal();
    expect(await asAgent('GET', `/v1/purchases/${play.purchaseId}/refund`)).toMatchObject({
      status: 200,
      body: { refund: { status: 'confirmed', byHand: true, refundId: 'bank-7' } },
    });
  });
});
