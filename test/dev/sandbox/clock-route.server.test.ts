import { beforeAll, describe, expect, test } from 'vitest';
import { clockRoute } from '../../../dev/sandbox/clock-route.ts';
import { refundsOf } from '../../../dev/rig/shop-remedies.ts';
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
