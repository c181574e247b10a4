import { beforeAll, describe, expect, test } from 'vitest';
import { claimIdOf, workflowIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import { HOUR_MS } from '../../../src/policy/duration.ts';
import { playOn, type Play } from '../../../dev/rig/play.ts';
import { sharedRig, type SharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type ApiAnswer, type ApiRequest, type TestApi } from './served-api.ts';

let rig: SharedRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig);
});

const WHY = 'The code never worked, although I tried it three times.';

const asService = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
  api.call(method, path, { key: api.keys.service, ...request });

/** A purchase whose money went back after a claim. */
async function refunded(): Promise<Play> {
  const play = playOn(rig, await openedBy(api, rig));
  await play.sms();
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    reason: WHY,
    evidence: [{ evidenceId: 'e1' }],
  });
  await play.support('decideClaim', { decision: 'approve', note: 'Granted.' });
  await play.pass(HOUR_MS);
  expect(await play.status()).toMatchObject({ stage: 'closed', result: { outcome: 'refunded' } });
  return play;
}

/** As after the retention. */
async function forgetInTemporal(purchaseId: PurchaseId): Promise<void> {
  const workflowId = workflowIdOf(purchaseId);
  const { workflow, workflowService } = rig.temporal;
  await workflowService.deleteWorkflowExecution({
    namespace: rig.namespace,
    workflowExecution: { workflowId },
  });
  const isThere = (): Promise<boolean> =>
    workflow
      .getHandle(workflowId)
      .describe()
      .then(
        () => true,
        () => false,
      );
  await expect.poll(isThere, { timeout: 90_000 }).toBe(false);
}

describe('A purchase that has closed', () => {
  test('answers its opening with the result, and notes an event that comes late', async () => {
    const { order, purchaseId } = await refunded();
    const at = `/v1/purchases/${purchaseId}`;
    const customer = { ...order.customer, name: 'Somebody Else' };
    expect(await asService('PUT', at, { body: { ...order, customer } })).toMatchObject({
      status: 200,
      body: {
        already: true,
        stage: 'closed',
        differences: ['customer.name'],
        result: { outcome: 'refunded', clause: 'C2' },
      },
    });
    const event = { body: { type: 'smsReceived', eventId: 'late-sms' }, once: null };
    for (let n = 0; n < 2; n += 1) {
      expect(await asService('POST', `${at}/events`, event)).toMatchObject({
        status: 200,
        body: { purchaseId, closed: true, result: { outcome: 'refunded' } },
      });
    }
    const { body } = await api.call('GET', at, { key: api.keys.agent });
    const late = (body['timeline'] as { event: string; visibility: string }[]).filter(
      ({ event: name }) => name === 'late_event',
    );
    expect(late).toMatchObject([{ visibility: 'internal', data: { event: 'smsReceived' } }]);
  });

  test('and that Temporal has forgotten is answered from the record, which says as of when', async () => {
    const { purchaseId } = await refunded();
    const at = `/v1/purchases/${purchaseId}`;
    const claimAt = `/v1/claims/${claimIdOf(purchaseId, 1)}`;
    const live = await asService('GET', at);
    const liveClaim = await asService('GET', claimAt);
    await forgetInTemporal(purchaseId);

    const kept = await asService('GET', at);
    const { recorded_at } = await rig.ledger
      .selectFrom('purchases')
      .select('recorded_at')
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirstOrThrow();
    expect(kept.body).toMatchObject({ source: 'record', asOf: recorded_at.toISOString(), stage: 'closed' });
    expect(kept.body['result']).toEqual(live.body['result']);
    expect(kept.body['claims']).toEqual(live.body['claims']);
    expect(kept.body['customer']).toEqual(live.body['customer']);
    const claim = await asService('GET', claimAt);
    const { source: _source, asOf: _asOf, ...was } = liveClaim.body;
    expect(claim.body).toMatchObject({ ...was, source: 'record', asOf: kept.body['asOf'] });
    expect(await asService('GET', `${at}/options`)).toMatchObject({
      status: 200,
      body: { purchaseId, options: [] },
    });

    // Another source is another answer; the same one is known.
    const etagOf = ({ headers }: ApiAnswer): string => headers.get('etag') ?? '';
    expect(etagOf(kept)).not.toBe(etagOf(live));
    expect(etagOf(claim)).not.toBe(etagOf(liveClaim));
    for (const [path, etag] of [
      [at, etagOf(kept)],
      [claimAt, etagOf(claim)],
    ] as const) {
      const again = await asService('GET', path, { headers: { 'if-none-match': etag } });
      expect({ status: again.status, etag: etagOf(again) }).toEqual({ status: 304, etag });
    }
    // A late event is noted in the record, for support: to an agent the purchase is no longer what was read.
    const asAgent = (headers = {}): Promise<ApiAnswer> =>
      api.call('GET', at, { key: api.keys.agent, headers });
    const before = etagOf(await asAgent());
    const event = { body: { type: 'smsReceived', eventId: 'very-late' }, once: null };
    expect(await asService('POST', `${at}/events`, event)).toMatchObject({ status: 200 });
    const changed = await asAgent({ 'if-none-match': before });
    expect(changed.status).toBe(200);
    expect(etagOf(changed)).not.toBe(before);
  });
});

describe('Lists', () => {
  test('a purchase is found by the id of its refund and by the refund’s key', async () => {
    const { purchaseId } = await refunded();
    const { refund } = (await api.call('GET', `/v1/purchases/${purchaseId}/refund`, { key: api.keys.agent }))
      .body as { refund: { refundId: string; key: string } };
    for (const q of [refund.refundId, refund.key]) {
      const { body } = await api.call('GET', `/v1/purchases?q=${encodeURIComponent(q)}`, {
        key: api.keys.viewer,
      });
      expect(body).toMatchObject({ entries: [{ purchaseId }], next: null });
    }
  });

  test('the pages of search, queue and cases follow each other: each entry once, none left out', async () => {
    const opened: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const play = playOn(rig, await openedBy(api, rig));
      await play.sms();
      await play.customer('submitClaim', {
        claimType: 'invalid_number',
        reason: WHY,
        evidence: [{ evidenceId: 'e1' }],
      });
      await asService('PUT', `/v1/purchases/${play.purchaseId}`, { body: { price: 'none' } });
      opened.push(play.purchaseId);
    }
    const names = (entry: Record<string, unknown>): string =>
      [entry['kind'], entry['purchaseId'], entry['caseId']].join(' ');
    for (const path of ['/v1/purchases?open=true', '/v1/queue?waitsFor=support', '/v1/cases?']) {
      const page = async (limit: number, after: string | null) => {
        const rest = after === null ? '' : `&after=${encodeURIComponent(after)}`;
        const { status, body } = await api.call('GET', `${path}&limit=${limit}${rest}`, {
          key: api.keys.agent,
        });
        expect(status).toBe(200);
        return body as { entries: Record<string, unknown>[]; next: string | null };
      };
      const all = async (limit: number): Promise<Record<string, unknown>[]> => {
        const entries: Record<string, unknown>[] = [];
        let next: string | null = null;
        do {
          const found: Awaited<ReturnType<typeof page>> = await page(limit, next);
          expect(found.entries.length).toBeLessThanOrEqual(limit);
          entries.push(...found.entries);
          next = found.next;
        } while (next !== null);
        return entries;
      };
      const found = (await all(2)).filter(({ purchaseId }) => opened.includes(String(purchaseId)));
      expect(found.map(names)).toEqual([...new Set(found.map(names))]);
      expect(new Set(found.map(({ purchaseId }) => purchaseId))).toEqual(new Set(opened));
      const odd = await api.call('GET', `${path}&after=nothing`, { key: api.keys.agent });
      expect(odd).toMatchObject({ status: 400, body: { code: 'malformed_parameter' } });
    }
  });
});
