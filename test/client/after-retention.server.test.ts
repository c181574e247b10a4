import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FoundStatus } from '../../src/client/read-status.ts';
import { createReturnsClient, type ReturnsClient } from '../../src/client/returns-client.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { openPlay } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { deleteExecutions } from '../../src/operations/forget/delete-executions.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import { RETENTION_MS } from '../../src/temporal/retention-time.ts';
import { testRig } from '../workflows/test-rig.ts';
import { anEvent, anOrder } from './an-order.ts';

const by = { kind: 'customer', id: 'c-1' } as const;
const aClaim = {
  by,
  claimType: 'major_defect',
  reason: 'The number has been dead since yesterday.',
} as const;
const FULFILLED = { outcome: 'fulfilled', clause: 'R1', closedAt: expect.any(String) as string };

/** Makes ids unique among the runs on one server. */
const anId = (): string => `p-${randomUUID().slice(0, 8)}`;

async function exists(rig: Rig, purchaseId: string): Promise<boolean> {
  return rig.temporal.workflow
    .getHandle(workflowIdOf(purchaseId))
    .describe()
    .then(
      () => true,
      () => false,
    );
}

/** A purchase that has closed. Its claim window is over, unless `without`: then the funds have returned. */
async function closedPurchase(rig: Rig, { without }: { without?: 'sms' } = {}): Promise<PurchaseOrder> {
  const play = await openPlay(rig, { purchaseId: anId() });
  if (without === undefined) {
    await play.sms();
    await play.completed();
  }
  await play.pass(without === undefined ? 5 * DAY_MS + HOUR_MS : HOUR_MS);
  await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).result();
  return play.order;
}

interface Forgotten {
  fulfilled: PurchaseOrder;
  refunded: PurchaseOrder;
  lost: PurchaseOrder;
  /** Of the fulfilled one, before. */
  status: FoundStatus;
}

/** What Temporal does by itself when the retention is over. */
async function forgottenPurchases(rig: Rig): Promise<Forgotten> {
  const [fulfilled, refunded, lost] = await Promise.all([
    closedPurchase(rig),
    closedPurchase(rig, { without: 'sms' }),
    openPlay(rig, { purchaseId: anId() }).then(({ order }) => order),
  ]);
  const status = await rig.returns.status(fulfilled.purchaseId);
  await rig.temporal.workflow.getHandle(workflowIdOf(lost.purchaseId)).terminate();
  await Promise.all(
    [fulfilled, refunded, lost].map(async ({ purchaseId }) => {
      expect(await deleteExecutions(rig.temporal, purchaseId)).toEqual({ deleted: 1, left: 0 });
      expect(await exists(rig, purchaseId)).toBe(false);
    }),
  );
  return { fulfilled, refunded, lost, status };
}

const lateNotes = (ledger: Ledger, purchaseId: string) =>
  ledger
    .selectFrom('timeline')
    .select(['event', 'actor', 'visibility', 'data'])
    .where('purchase_id', '=', purchaseId)
    .where('source', '=', 'ledger')
    .orderBy('n')
    .execute();

describe.concurrent('after the end', () => {
  let rig: Rig;
  let ledger: Ledger;
  let returns: ReturnsClient;
  let forgotten: Forgotten;

  beforeAll(async () => {
    rig = await testRig();
    ({ ledger, returns } = rig);
    forgotten = await forgottenPurchases(rig);
  });
  afterAll(() => rig.stop());

  test('a closed purchase answers late events and claims with its end, and the ledger notes them once each', async () => {
    const { purchaseId } = await closedPurchase(rig);
    const closed = { code: 'purchase_closed', result: FULFILLED };
    const late = anEvent('ada@customer.example');
    expect(await returns.smsReceived(purchaseId, late)).toEqual({ sent: false, ...closed });
    expect(await returns.smsReceived(purchaseId, late)).toEqual({ sent: false, ...closed });
    const requestId = 'late-claim';
    expect(await returns.submitClaim(purchaseId, aClaim, { requestId })).toEqual({
      accepted: false,
      ...closed,
    });
    const idHash = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
    const notes = await lateNotes(ledger, purchaseId);
    expect(notes).toEqual([
      {
        event: 'late_event',
        actor: 'service',
        visibility: 'internal',
        data: { event: 'smsReceived', idHash, occurredAt: late.occurredAt },
      },
      {
        event: 'late_request',
        actor: 'customer',
        visibility: 'internal',
        data: { request: 'submitClaim', idHash },
      },
    ]);
    expect(JSON.stringify(notes)).not.toContain('ada');
  });

  test('of what comes late, ten messages are noted, from however many senders at once', async () => {
    const { purchaseId } = await closedPurchase(rig);
    const events = Array.from({ length: 14 }, (_, n) => anEvent(`late-${n % 12}`));
    const answers = await Promise.all(events.map((event) => returns.activationCancelled(purchaseId, event)));
    expect(answers.every((answer) => !answer.sent && answer.code === 'purchase_closed')).toBe(true);
    const notes = await lateNotes(ledger, purchaseId);
    expect(notes.length).toBe(10);
    expect(new Set(notes.map(({ data }) => data?.['idHash'])).size).toBe(10);
  });

  test('a malformed message to a closed purchase is not noted', async () => {
    const { purchaseId } = await closedPurchase(rig);
    expect(await returns.smsReceived(purchaseId, anEvent(''))).toMatchObject({ code: 'invalid_input' });
    expect(await lateNotes(ledger, purchaseId)).toEqual([]);
  });

  test('a purchase that Temporal has forgotten still tells how it stands, and what comes late how it ended', async () => {
    const { purchaseId } = forgotten.fulfilled;
    expect(await returns.status(purchaseId)).toEqual({ ...forgotten.status, from: 'record' });
    const closed = { code: 'purchase_closed', result: FULFILLED };
    expect(await returns.smsReceived(purchaseId, anEvent('late'))).toEqual({ sent: false, ...closed });
    expect(await returns.submitClaim(purchaseId, aClaim)).toEqual({ accepted: false, ...closed });
    expect((await lateNotes(ledger, purchaseId)).map(({ event }) => event)).toEqual([
      'late_event',
      'late_request',
    ]);
    expect(await exists(rig, purchaseId)).toBe(false);
  });

  // By itself: what the others do is in the shop's data as well.
  test.sequential('a forgotten purchase that is opened again, by several at once, starts nothing and moves no money', async () => {
    const order = forgotten.refunded;
    const { purchaseId } = order;
    const shopData = structuredClone(rig.sandbox.shopData);
    const again = await Promise.all([order, order, order].map((each) => returns.openPurchase(each)));
    const result = { outcome: 'refunded', clause: 'R2', closedAt: expect.any(String) as string };
    for (const answer of again) {
      expect(answer).toMatchObject({ opened: true, already: true, result });
    }
    expect(await exists(rig, purchaseId)).toBe(false);
    expect(rig.sandbox.shopData).toEqual(shopData);
    const other = { ...order, price: { amount: 1, currency: 'EUR' } };
    expect(await returns.openPurchase(other)).toEqual({
      opened: false,
      code: 'other_terms',
      differences: ['price.amount'],
    });
    expect(await exists(rig, purchaseId)).toBe(false);
  });

  test('a forgotten purchase that is opened again with a corrected address says so, by the name of the field', async () => {
    const order = forgotten.refunded;
    const customer = { ...order.customer, email: 'corrected@example.org' };
    const answer = await returns.openPurchase({ ...order, customer });
    expect(answer).toMatchObject({ opened: true, already: true, differences: ['customer.email'] });
    expect(JSON.stringify(answer)).not.toContain('@');
  });

  test('one that is open on record and lost in Temporal is neither opened anew nor said to be unknown', async () => {
    const { purchaseId } = forgotten.lost;
    expect(await returns.openPurchase(forgotten.lost)).toEqual({ opened: true, already: true });
    expect(await exists(rig, purchaseId)).toBe(false);
    await expect(returns.smsReceived(purchaseId, anEvent('sms'))).rejects.toThrow(
      `Purchase ${purchaseId} is open on record, but Temporal has lost it: nobody carries it on.`,
    );
    expect(await returns.status(purchaseId)).toMatchObject({
      from: 'record',
      status: { stage: 'awaiting_sms' },
    });
  });

  test('one that an operator ended before it was decided can be opened anew', async () => {
    const open = await openPlay(rig, { purchaseId: anId() });
    await rig.temporal.workflow.getHandle(workflowIdOf(open.purchaseId)).terminate();
    expect(await returns.openPurchase(open.order)).toEqual({ opened: true, already: false });
    await open.idle();
    expect(await returns.status(open.purchaseId)).toMatchObject({ from: 'purchase' });
  });

  test('one that an operator ended after it was decided stays ended', async () => {
    const play = await openPlay(rig, { purchaseId: anId() });
    // Decided, and not at its end: the last mail does not get out.
    const { email: recipient } = play.order.customer;
    rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 'until_cleared', recipient });
    await play.pass(HOUR_MS);
    expect(await play.status()).toMatchObject({ stage: 'closed' });
    await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).terminate();
    expect(await returns.openPurchase(play.order)).toMatchObject({
      opened: true,
      already: true,
      result: { outcome: 'refunded', clause: 'R2' },
    });
    const { status } = await rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId)).describe();
    expect(status.name).toBe('TERMINATED');
  });

  test('who was never here is unknown, whatever is asked', async () => {
    const nobody = anId();
    expect(await returns.status(nobody)).toEqual({ found: false });
    expect(await returns.smsReceived(nobody, anEvent('e-1'))).toMatchObject({ code: 'unknown_purchase' });
    expect(await returns.submitClaim(nobody, aClaim)).toMatchObject({ code: 'unknown_purchase' });
    expect(await lateNotes(ledger, nobody)).toEqual([]);
  });
});

describe.concurrent('with the ledger out of reach', () => {
  let rig: Rig;
  let returns: ReturnsClient;
  // Nobody listens there.
  const away = openPostgres('postgres://nobody@127.0.0.1:1/nowhere');

  beforeAll(async () => {
    rig = await testRig();
    returns = createReturnsClient({
      client: rig.temporal,
      taskQueue: 'no-worker',
      records: ledgerRecords(away),
    });
  });
  afterAll(async () => {
    await rig?.stop();
    await away.destroy();
  });

  const bought = (agoMs: number): PurchaseOrder =>
    anOrder(anId(), { purchasedAt: new Date(Date.now() - agoMs).toISOString() });

  test('a sale is opened as ever', async () => {
    for (const order of [bought(0), bought(RETENTION_MS - 2 * HOUR_MS)]) {
      expect(await returns.openPurchase(order)).toEqual({ opened: true, already: false });
      expect(await exists(rig, order.purchaseId)).toBe(true);
      await rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId)).terminate();
    }
  });

  test('an order so old that Temporal may have forgotten it is thrown back, and nothing is started', async () => {
    for (const order of [bought(RETENTION_MS), bought(RETENTION_MS - HOUR_MS + 60_000)]) {
      await expect(returns.openPurchase(order)).rejects.toThrow(
        `Purchase ${order.purchaseId} is old enough to be forgotten by Temporal`,
      );
      expect(await exists(rig, order.purchaseId)).toBe(false);
    }
  });

  test('an old order that Temporal still knows is answered by Temporal', async () => {
    const order = bought(RETENTION_MS + DAY_MS);
    expect(await rig.returns.openPurchase(order)).toEqual({ opened: true, already: false });
    expect(await returns.openPurchase(order)).toMatchObject({ opened: true, already: true });
    const other = { ...order, price: { amount: 1, currency: 'EUR' } };
    expect(await returns.openPurchase(other)).toMatchObject({ code: 'other_terms' });
  });

  test('a late event to a closed purchase is answered, and who is asked for in vain is not called unknown', async () => {
    const { purchaseId } = await closedPurchase(rig);
    expect(await returns.smsReceived(purchaseId, anEvent('late'))).toEqual({
      sent: false,
      code: 'purchase_closed',
      result: FULFILLED,
    });
    const nobody = anId();
    await expect(returns.status(nobody)).rejects.toThrow('The ledger could not be used: ECONNREFUSED.');
    await expect(returns.smsReceived(nobody, anEvent('e-1'))).rejects.toThrow('ECONNREFUSED');
  });
});
