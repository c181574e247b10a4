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

const move = (purchaseId: string, to: unknown, at: TestApi = api, once?: string | null): Promise<ApiAnswer> =>
  at.call('POST', `/v1/sandbox/purchases/${purchaseId}/clock`, {
    key: api.keys.service,
    ...(once === undefined ? {} : { once }),
    body: { to },
  });

/** Files a claim for a defect, and answers when its deadline ends. */
async function claimedDefect(purchaseId: string): Promise<string> {
  const write = (path: string, body: object): Promise<ApiAnswer> =>
    api.call('POST', `/v1/purchases/${purchaseId}/${path}`, { key: api.keys.service, body });
  await write('events', { type: 'smsReceived', eventId: `sms-${purchaseId}` });
  await write('events', { type: 'activationCompleted', eventId: `done-${purchaseId}` });
  const filed = await write('claims', {
    claimType: 'major_defect',
    reason: 'The number lost every second code today.',
  });
  expect(filed).toMatchObject({ status: 200, body: { stage: 'in_remediation' } });
  return (filed.body['nextDeadline'] as { at: string }).at;
}

const dueSoonOf = async (purchaseId: string): Promise<unknown> =>
  (
    await api.call('GET', `/v1/events?purchaseId=${purchaseId}&types=claim.due_soon`, {
      key: api.keys.service,
    })
  ).body['entries'];

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

  test('that passes the day before a deadline of a claim has it published in the feed, once, as due soon', async () => {
    const { purchaseId } = await openedBy(api, rig);
    const at = await claimedDefect(purchaseId);
    const before = new Date(Date.parse(at) - DAY_MS - 60_000).toISOString();
    expect(await move(purchaseId, before)).toMatchObject({ status: 200, body: { stage: 'in_remediation' } });
    expect(await dueSoonOf(purchaseId)).toEqual([]);
    expect(await move(purchaseId, 'next_deadline')).toMatchObject({ body: { stage: 'awaiting_choice' } });
    const published = {
      type: 'claim.due_soon',
      timestamp: new Date(Date.parse(at) - DAY_MS).toISOString(),
      data: { purchaseId, claimId: `clm_${purchaseId}_1`, deadline: 'remediation', at },
    };
    expect(await dueSoonOf(purchaseId)).toMatchObject([published]);
  });

  test('that passes several deadlines of a claim has each of them published, a day before it', async () => {
    const { purchaseId } = await openedBy(api, rig);
    const at = await claimedDefect(purchaseId);
    // Five days to put it right, then fourteen in which the customer can choose.
    const to = new Date(Date.parse(at) + 15 * DAY_MS).toISOString();
    expect(await move(purchaseId, to)).toMatchObject({ body: { stage: 'closed' } });
    const { body } = await api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys.service });
    const timeline = body['timeline'] as { event: string; at: string }[];
    const offeredAt = timeline.find(({ event }) => event === 'choice_offered')?.at ?? '';
    const data = { purchaseId, claimId: `clm_${purchaseId}_1` };
    expect(await dueSoonOf(purchaseId)).toMatchObject([
      { data: { ...data, deadline: 'remediation', at } },
      {
        data: {
          ...data,
          deadline: 'choice',
          at: new Date(Date.parse(offeredAt) + 14 * DAY_MS).toISOString(),
        },
      },
    ]);
  });

  test('jumps once under one Idempotency-Key, however often it is asked, and not without one', async () => {
    const { purchaseId } = await openedBy(api, rig);
    await claimedDefect(purchaseId);
    expect(await move(purchaseId, 'next_deadline', api, null)).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_missing' },
    });
    const once = `jump-${purchaseId}`;
    const first = await move(purchaseId, 'next_deadline', api, once);
    expect(first).toMatchObject({ status: 200, body: { stage: 'awaiting_choice' } });
    const again = await move(purchaseId, 'next_deadline', api, once);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { body } = await api.call('GET', `/v1/purchases/${purchaseId}`, { key: api.keys.service });
    expect(body['stage']).toBe('awaiting_choice');
    expect(await move(purchaseId, new Date().toISOString(), api, once)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
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
