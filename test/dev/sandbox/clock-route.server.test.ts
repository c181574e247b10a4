import { beforeAll, describe, expect, test } from 'vitest';
import { clockRoute } from '../../../dev/sandbox/clock-route.ts';
import { refundsOf } from '../../../dev/rig/shop-remedies.ts';
import { DAY_MS } from '../../../src/policy/duration.ts';
import type { RunningRig } from '../../../dev/rig/rig.ts';
import { sharedRig } from '../../workflows/test-rig.ts';
import { openedBy, servedApi, type ApiAnswer, type TestApi } from '../../web/api/served-api.ts';

let rig: RunningRig;
let api: TestApi;
beforeAll(async () => {
  rig = await sharedRig();
  api = await servedApi(rig, { moreRoutes: [clockRoute({ sandboxShop: true, timeSkipping: true })] });
});

const move = (purchaseId: string, to: unknown, at: TestApi = api): Promise<ApiAnswer> =>
  at.call('POST', `/v1/sandbox/purchases/${purchaseId}/clock`, {
    key: api.keys.service,
    once: null,
    body: { to },
  });

describe('The clock of a purchase in the sandbox', () => {
  test('moves to just after the next deadline, and the answer is what happened', async () => {
    const { purchaseId, price } = await openedBy(api, rig);
    const answer = await move(purchaseId, 'next_deadline');
    expect(answer).toMatchObject({
      status: 200,
      body: { purchaseId, stage: 'closed', result: { outcome: 'refunded', clause: 'R2' } },
    });
    const happened = (answer.body['happened'] as { event: string }[]).map(({ event }) => event);
    expect(happened).toEqual(
      expect.arrayContaining(['cancel_answered', 'refund_confirmed', 'purchase_closed']),
    );
    expect(happened).not.toContain('purchase_opened');
    expect(refundsOf(rig.sandbox, purchaseId)).toEqual([price]);
    expect(await move(purchaseId, 'next_deadline')).toMatchObject({
      status: 409,
      body: { code: 'purchase_closed' },
    });
  });

  test('moves to an instant, and to none before its own', async () => {
    const { purchaseId } = await openedBy(api, rig);
    const to = new Date(Date.now() + 60_000).toISOString();
    const answer = await move(purchaseId, to);
    expect(answer).toMatchObject({ status: 200, body: { stage: 'awaiting_sms', happened: [] } });
    expect(Date.parse(String(answer.body['now']))).toBeGreaterThanOrEqual(Date.parse(to));
    const malformed = { status: 422, body: { errors: [{ pointer: '/to' }] } };
    for (const wrong of [new Date().toISOString(), '2999-01-01T00:00:00Z', 'tomorrow', 5]) {
      expect(await move(purchaseId, wrong)).toMatchObject(malformed);
    }
  });

  test('that passes the day before a deadline of a claim has it told in the feed, once, as due soon', async () => {
    const { purchaseId } = await openedBy(api, rig);
    const write = (path: string, body: object): Promise<ApiAnswer> =>
      api.call('POST', path, { key: api.keys.service, body });
    await write(`/v1/purchases/${purchaseId}/events`, { type: 'smsReceived', eventId: `sms-${purchaseId}` });
    await write(`/v1/purchases/${purchaseId}/events`, {
      type: 'activationCompleted',
      eventId: `done-${purchaseId}`,
    });
    const filed = await write(`/v1/purchases/${purchaseId}/claims`, {
      claimType: 'major_defect',
      reason: 'The number lost every second code today.',
    });
    expect(filed).toMatchObject({ status: 200, body: { stage: 'in_remediation' } });
    const { at } = filed.body['nextDeadline'] as { at: string };
    const dueSoon = async (): Promise<unknown> =>
      (
        await api.call('GET', `/v1/events?purchaseId=${purchaseId}&types=claim.due_soon`, {
          key: api.keys.service,
        })
      ).body['entries'];
    const before = new Date(Date.parse(at) - DAY_MS - 60_000).toISOString();
    expect(await move(purchaseId, before)).toMatchObject({ status: 200, body: { stage: 'in_remediation' } });
    expect(await dueSoon()).toEqual([]);
    expect(await move(purchaseId, 'next_deadline')).toMatchObject({ body: { stage: 'awaiting_choice' } });
    const told = {
      type: 'claim.due_soon',
      timestamp: new Date(Date.parse(at) - DAY_MS).toISOString(),
      data: { purchaseId, claimId: `clm_${purchaseId}_1`, deadline: 'remediation', at },
    };
    expect(await dueSoon()).toMatchObject([told]);
  });

  test('stays where the shop is real, where the server cannot skip, and where there is no such route', async () => {
    const { purchaseId } = await openedBy(api, rig);
    for (const [options, code] of [
      [{ sandboxShop: false, timeSkipping: true }, 'shop_is_real'],
      [{ sandboxShop: true, timeSkipping: false }, 'cannot_skip'],
    ] as const) {
      const other = await servedApi(rig, { own: true, moreRoutes: [clockRoute(options)] });
      expect(await move(purchaseId, 'next_deadline', other)).toMatchObject({ status: 409, body: { code } });
    }
    const product = await servedApi(rig, { own: true });
    expect(await move(purchaseId, 'next_deadline', product)).toMatchObject({
      status: 404,
      body: { code: 'no_such_route' },
    });
  });
});
