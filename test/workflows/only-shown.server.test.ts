import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { PurchaseSnapshot } from '../../src/contract/snapshot.ts';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, playOn, type Play } from '../../dev/rig/play.ts';
import { MINUTE_MS } from '../../src/policy/duration.ts';
import { json, rawMessages, type RawMessages } from './raw-messages.ts';
import { testRig, type TestRig } from './test-rig.ts';
import { sharedAbsences } from './worker-away.ts';

const SUPPORT = { kind: 'support', id: 'agent_shown' } as const;
const WHY = 'The code never worked, although I tried it three times.';
const ODD = { name: 'Ada\nExample-Secret', locale: 'en_US.UTF-8', timeZone: '+05:30' };

let rig: TestRig;
let raw: RawMessages;
beforeAll(async () => {
  rig = await testRig();
  raw = rawMessages(rig);
});
afterAll(async () => {
  await rig.stop();
});

const withWorkerAway = sharedAbsences(() => rig);

function oddOrder(): PurchaseOrder {
  const order = rig.sandbox.shop.buy();
  const { customerId, email } = order.customer;
  return { ...order, customer: { customerId, email, ...ODD } };
}

const snapshotOf = async ({ purchaseId }: PurchaseOrder): Promise<PurchaseSnapshot> =>
  (await raw.query(purchaseId, 'snapshot')) as PurchaseSnapshot;

const named = async (play: Play, name: string): Promise<TimelineEntry[]> =>
  (await play.status()).timeline.filter(({ event }) => event === name);

const leftOut = async (play: Play): Promise<unknown[]> =>
  (await named(play, 'fields_left_out')).map(({ actor, visibility, data }) => ({ actor, visibility, data }));

describe.concurrent('an order with a name, a language and a zone that cannot be read is bought all the same', () => {
  test('started raw: it is lived by the policy, and the timeline names what was left out', async () => {
    const order = oddOrder();
    await raw.start(rig.taskQueue, WORKFLOW_TYPE, order.purchaseId, order);
    const play = playOn(rig, order);
    await play.idle();
    const { customer } = await snapshotOf(order);
    const { customerId, email } = order.customer;
    expect(customer).toEqual({ customerId, email, locale: 'en-US' });
    expect(await leftOut(play)).toEqual([
      {
        actor: 'system',
        visibility: 'internal',
        data: { fields: 'customer.name, customer.timeZone' },
      },
    ]);
    await play.pass(21 * MINUTE_MS);
    expect((await play.status()).result).toMatchObject({ outcome: 'refunded', clause: 'R2' });
    expect(refundsOf(rig.sandbox, order.purchaseId)).toEqual([order.price]);
    const mails = rig.sandbox.inbox.messages().filter(({ purchaseId }) => purchaseId === order.purchaseId);
    expect(mails.map(({ template }) => template)).toEqual(['funds_returned']);
  });

  test('opened by the client: whoever opens is told too, and what was left out goes nowhere', async () => {
    const order = oddOrder();
    expect(await rig.returns.openPurchase(order)).toEqual({
      opened: true,
      already: false,
      leftOut: ['customer.name', 'customer.timeZone'],
    });
    const play = playOn(rig, order);
    await play.idle();
    expect((await leftOut(play)).map((entry) => (entry as TimelineEntry).data)).toEqual([
      { fields: 'customer.name, customer.timeZone' },
    ]);
    const handle = rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId));
    const { events = [] } = await handle.fetchHistory();
    const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const sent = payloads.map(({ data }) => Buffer.from(data ?? []).toString()).join('');
    expect(sent).toContain(order.purchaseId);
    expect(sent).not.toMatch(/Example-Secret|05:30/);
  });

  test('an order that can be read whole has no such entry', async () => {
    const play = await openPlay(rig);
    expect(await leftOut(play)).toEqual([]);
  });
});

describe.concurrent('an event whose instant cannot be read counts, at the moment of its receipt', () => {
  test.each([
    ['is no instant', { occurredAt: 'yesterday' }, [{ signal: 'smsReceived', fields: 'occurredAt' }]],
    ['is missing', {}, []],
  ])('sent raw, where it %s', async (_, odd, shown) => {
    const play = await openPlay(rig);
    const event = { eventId: 'sms-1', ...odd };
    await raw.signal(play.purchaseId, 'smsReceived', json(event));
    await raw.signal(play.purchaseId, 'smsReceived', json(event));
    await play.idle();
    const status = await play.status();
    expect(status.stage).toBe('claim_window');
    const [received, ...more] = await named(play, 'sms_received');
    expect(received).toMatchObject({ actor: 'service', data: { occurredAt: received?.at } });
    expect(more).toEqual([]);
    expect((await leftOut(play)).map((entry) => (entry as TimelineEntry).data)).toEqual(shown);
    expect((await named(play, 'ignored')).map(({ data }) => data)).toEqual([
      { signal: 'smsReceived', why: 'repeated' },
    ]);
  });

  test('a repair too, and the customer is told of it', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    const repair = { eventId: 'repair-1', occurredAt: 7, summary: 'Repaired.', agent: 'agent_shown' };
    await raw.signal(play.purchaseId, 'remediationDone', json(repair));
    await play.idle();
    expect((await play.status()).stage).toBe('remedied');
    expect((await leftOut(play)).map((entry) => (entry as TimelineEntry).data)).toEqual([
      { signal: 'remediationDone', fields: 'occurredAt' },
    ]);
  });

  test('sent by the client, which names the field', async () => {
    const play = await openPlay(rig);
    expect(
      await rig.returns.activationCompleted(play.purchaseId, { eventId: 'done-1', occurredAt: 'soon' }),
    ).toEqual({ sent: true, leftOut: ['occurredAt'] });
    expect(await rig.returns.smsReceived(play.purchaseId, { eventId: 'sms-1' })).toEqual({ sent: true });
    await play.idle();
    expect((await play.status()).stage).toBe('claim_window');
    expect((await leftOut(play)).map((entry) => (entry as TimelineEntry).data)).toEqual([
      { signal: 'activationCompleted', fields: 'occurredAt' },
    ]);
  });

  test('without a worker’s memory it comes out the same', async () => {
    const play = await openPlay(rig);
    await raw.signal(play.purchaseId, 'smsReceived', json({ eventId: 'sms-1', occurredAt: '' }));
    await play.idle();
    const before = await play.status();
    await withWorkerAway(() => Promise.resolve());
    expect(await play.status()).toEqual(before);
    await play.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  });
});

describe.concurrent('an address is corrected although its zone cannot be read', () => {
  const wanted = { email: 'new@example.org', locale: 'de_AT@euro', timeZone: 'Mars Olympus' };

  test.each(['raw', 'client'])('%s', async (by) => {
    const play = await openPlay(rig);
    const before = (await snapshotOf(play.order)).customer;
    if (by === 'client') await play.support('correctContact', wanted);
    else {
      const answer = await raw.update(play.purchaseId, 'correctContact', [json({ by: SUPPORT, ...wanted })]);
      expect(answer).toMatchObject({ answer: { accepted: true } });
    }
    const { customer } = await snapshotOf(play.order);
    expect(customer).toEqual({ ...before, email: 'new@example.org', locale: 'de-AT' });
    expect((await leftOut(play)).map((entry) => (entry as TimelineEntry).data)).toEqual([
      { request: 'correctContact', fields: 'timeZone' },
    ]);
  });
});
