import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { replacementsOf } from '../../dev/rig/shop-remedies.ts';
import { openPlay, playOn } from '../../dev/rig/play.ts';
import type { Rig } from '../../dev/rig/rig.ts';
import { forgetCustomer, type Forgetting } from '../../src/operations/forget/forget-customer.ts';
import { openCase, settleCase } from '../../src/ledger/write/cases.ts';
import { saveFailedRefund } from '../../src/ledger/write/failed-refunds.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import { anEvent, anOrder } from '../client/an-order.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { GRPC } from '../../src/temporal/grpc-status.ts';
import { denyingProxy } from '../temporal/denying-proxy.ts';
import { testRig } from '../workflows/test-rig.ts';
import { differingColumns, placesOf, wholeLedger, type WholeLedger } from '../ledger/whole-ledger.ts';

const AGENT = 'agent_7';
const anId = (what: string): string => `${what}-${randomUUID().slice(0, 8)}`;

/** Everything that says who the customer is, and everything that a person typed. */
const SAID = {
  name: 'Adalovelace Zyx',
  email: 'adazyx@customer.example',
  correctedEmail: 'zyxada@corrected.example',
  firstReason: 'Quercus: the service says that this number is not valid.',
  secondReason: 'Betula: the number has been dead since yesterday.',
  evidence: 'ev-salix-1',
  moreEvidence: 'ev-salix-2',
  sha256: 'ab12'.repeat(16),
  rejection: 'Fagus: the service does not take numbers of this kind.',
  internalNote: 'Ulmus: knows the customer from before.',
  withdrawal: 'Salix: it works after all.',
  repair: 'Carpinus: the route was repaired.',
  dispute: 'Tamarix: it still fails.',
  stepNote: 'Taxus: the bank holds it back.',
  access: 'Tilia: the log of your host.',
  remediation: 'Acer: the number is gone.',
  shopsWords: 'Alnus: the card is closed',
  reference: 'Prunus DE89 3704',
  caseNote: 'Picea: called the customer back.',
  lateEvent: 'Abies late',
};

/** Events have no personal data, before and after. The worker goes on publishing those of others meanwhile. */
const apartFromFeed = ({ events: _events, events_due: _due, ...rest }: WholeLedger): WholeLedger => rest;

interface Customer {
  customerId: string;
  phoneNumbers: string[];
  /** Replaced by the second. */
  first: PurchaseOrder;
  second: PurchaseOrder;
}

/** Two purchases, one the replacement of the other, with all that there can be to forget. The second is still open. */
async function richLife(rig: Rig): Promise<Customer> {
  const customerId = anId('cus');
  const { email, name } = SAID;
  const customer = { customerId, email, name, locale: 'de-AT', timeZone: 'Europe/Vienna' };
  const play = await openPlay(rig, { purchaseId: anId('first'), customer });
  await play.sms();
  await play.completed();
  const evidence = { evidenceId: SAID.evidence, mediaType: 'image/png', sha256: SAID.sha256 };
  await play.customer('submitClaim', {
    claimType: 'invalid_number',
    reason: SAID.firstReason,
    evidence: [evidence],
  });
  await play.support('correctContact', { email: SAID.correctedEmail });
  await play.support('decideClaim', {
    decision: 'reject',
    clause: 'X3',
    note: SAID.rejection,
    internalNote: SAID.internalNote,
  });
  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'Dead since yesterday, all of it.',
  });
  await play.customer('withdrawClaim', { reason: SAID.withdrawal });
  await play.customer('submitClaim', { claimType: 'major_defect', reason: SAID.secondReason });
  await play.customer('addEvidence', { evidence: [{ evidenceId: SAID.moreEvidence }] });
  await play.support('requestAccess', { what: SAID.access });
  await play.pass(HOUR_MS);
  await play.customer('answerAccess', { granted: true });
  await play.support('reportRemediation', { outcome: 'done', summary: SAID.repair });
  await play.customer('disputeRemediation', { reason: SAID.dispute });
  await play.support('reportRemediation', { outcome: 'not_possible', summary: SAID.remediation });
  await play.customer('chooseRemedy', { remedy: 'replacement' });
  const [replacement = ''] = replacementsOf(rig.sandbox, play.purchaseId);
  const second = rig.sandbox.shopData.purchases[replacement]?.order;
  if (second === undefined) throw new Error('not replaced');
  await playOn(rig, second).idle();
  await rig.returns.smsReceived(play.purchaseId, anEvent(SAID.lateEvent));
  const phoneNumbers = [play.order, second].map(({ activation }) => activation.phoneNumber);
  const originalPurchaseId = play.purchaseId;
  const replaces = { purchaseId: originalPurchaseId, originalPurchaseId, depth: 1 };
  return { customerId, phoneNumbers, first: play.order, second: { ...second, replaces } };
}

/** The money comes back at the second try, or by hand: at the first the shop has `words` for it. */
async function refunded(
  rig: Rig,
  order: PurchaseOrder,
  words: string,
  { note = 'Try again.', reference }: { note?: string; reference?: string } = {},
): Promise<void> {
  const play = playOn(rig, order);
  const mend = play.fault('refund', { kind: 'refused', reason: words });
  await play.pass(HOUR_MS);
  const how = reference === undefined ? { action: 'retry' as const } : { action: 'done' as const, reference };
  await play.support('settleByHand', { step: 'refund', ...how, note });
  mend();
  await play.pass(DAY_MS);
  await rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId)).result();
}

/** Until the worker has published all of a purchase. */
async function allPublished({ ledger }: Rig, purchaseId: string): Promise<void> {
  const closed = ledger
    .selectFrom('events')
    .select('event_id')
    .where('purchase_id', '=', purchaseId)
    .where('type', '=', 'purchase.closed');
  const due = ledger.selectFrom('events_due').selectAll().where('purchase_id', '=', purchaseId);
  await vi.waitFor(
    async () => {
      expect(await closed.execute()).toHaveLength(1);
      expect(await due.execute()).toEqual([]);
    },
    { timeout: 60_000, interval: 50 },
  );
}

const historyOf = (rig: Rig, purchaseId: string): Promise<'there' | 'gone'> =>
  rig.temporal.workflow
    .getHandle(workflowIdOf(purchaseId))
    .fetchHistory()
    .then(
      () => 'there',
      () => 'gone',
    );

const now = new Date('2026-11-30T10:00:00.000Z');

interface Played {
  rig: Rig;
  ada: Customer;
  /** Of somebody else. */
  other: PurchaseOrder;
  taskQueue: string;
  whileOpen: Forgetting;
  withCase: Forgetting;
  before: WholeLedger;
  statusBefore: PurchaseStatus;
  /** Written by the first test. */
  after: WholeLedger;
}

async function playAll(rig: Rig): Promise<Played> {
  const { ledger, temporal } = rig;
  const ada = await richLife(rig);
  const neighbour = await openPlay(rig, { customer: { customerId: anId('cus'), email: 'eve@b.example' } });
  const other = neighbour.order;
  await refunded(rig, other, 'Larix: no such card');

  const request = { customerId: ada.customerId, by: AGENT };
  const forget = (): Promise<Forgetting> => forgetCustomer({ ledger, temporal }, request, now);
  const unchanged = await wholeLedger(ledger);
  const whileOpen = await forget();
  const { shopsWords, stepNote, reference } = SAID;
  await refunded(rig, ada.second, shopsWords, { note: stepNote, reference });
  expect(differingColumns(unchanged, await wholeLedger(ledger))['erasures']).toBeUndefined();

  const subject = {
    purchaseId: ada.second.purchaseId,
    kind: 'refund_differs',
    key: 'refund:x',
    details: { ledger: { amount: 149 } },
  } as const;
  for (const { purchaseId } of [ada.first, ada.second]) await allPublished(rig, purchaseId);
  const { caseId } = await openCase(ledger, subject, now);
  const withCase = await forget();
  await settleCase(ledger, caseId, { by: AGENT, note: SAID.caseNote }, now);

  const found = await rig.returns.status(ada.second.purchaseId);
  if (!found.found) throw new Error('not found');
  const { taskQueue } = await temporal.workflow.getHandle(workflowIdOf(other.purchaseId)).describe();
  const before = await wholeLedger(ledger);
  return {
    rig,
    ada,
    other,
    taskQueue,
    whileOpen,
    withCase,
    before,
    statusBefore: found.status,
    after: before,
  };
}

let played: Played;

beforeAll(async () => {
  played = await playAll(await testRig());
});
afterAll(() => played.rig.stop());

describe('a customer who is to be forgotten', () => {
  let rig: Rig;
  let ledger: Ledger;
  let ada: Customer;
  let all: Played;
  beforeAll(() => {
    all = played;
    ({ rig, ada } = played);
    ({ ledger } = rig);
  });

  test('is not, while a purchase of the chain is open or support has a case', () => {
    const purchaseIds = [ada.second.purchaseId];
    expect(all.whileOpen).toEqual({ forgotten: false, code: 'open_purchases', purchaseIds });
    expect(all.withCase).toEqual({ forgotten: false, code: 'open_cases', purchaseIds });
  });

  test('is forgotten to the end by the next call, if one is cut off between ledger and Temporal', async (context) => {
    const request = { customerId: ada.customerId, by: AGENT };
    const proxy = await denyingProxy(
      inject('temporalAddress'),
      'DeleteWorkflowExecution',
      GRPC.PERMISSION_DENIED,
      context,
    );
    const connection = await Connection.connect({ address: proxy });
    const cutOff = forgetCustomer(
      { ledger, temporal: new Client({ connection, namespace: rig.namespace }) },
      request,
      now,
    );
    await expect(cutOff).rejects.toMatchObject({ code: GRPC.PERMISSION_DENIED });
    await connection.close();
    expect(await historyOf(rig, ada.first.purchaseId)).toBe('there');
    expect(await forgetCustomer({ ledger, temporal: rig.temporal }, request, now)).toEqual({
      forgotten: true,
      executions: { deleted: 2, left: 0 },
    });
    all.after = await wholeLedger(ledger);
  });

  test('is in no column of any table afterwards, and in no history', async () => {
    const secrets = [ada.customerId, ...ada.phoneNumbers, ...Object.values(SAID)];
    const { lateEvent: _hashed, ...written } = SAID;
    const found = (whole: WholeLedger, texts: string[]) =>
      texts.filter((text) => placesOf(whole, text).length > 0);
    expect(found(all.before, Object.values(written))).toEqual(Object.values(written));
    expect(found(all.after, secrets)).toEqual([]);
    for (const { purchaseId } of [ada.first, ada.second]) {
      expect(await historyOf(rig, purchaseId)).toBe('gone');
    }
  });

  test('leaves every amount, clause, instant and state as it was', () => {
    expect(differingColumns(apartFromFeed(all.before), apartFromFeed(all.after))).toEqual({
      cases: ['note'],
      claims: ['note', 'reason'],
      customer_links: ['row gone'],
      erasures: ['new row'],
      evidence: ['evidence_id', 'sha256'],
      mails: ['html_body', 'recipient', 'response', 'subject', 'text_body'],
      statements: ['by_id', 'words'],
      purchases: [
        'customer_id',
        'email',
        'erased_at',
        'locale',
        'name',
        'phone_number',
        'refund',
        'time_zone',
      ],
      // What support gave as the reference of the money.
      refunds: ['refund_id'],
      timeline: ['data'],
    });
    const kept = (whole: WholeLedger) =>
      whole['timeline']?.map(({ data }) => {
        const { amount, currency, refundId, until, claimId, occurredAt } = JSON.parse(data ?? '{}') as Record<
          string,
          unknown
        >;
        const idOfRefund = refundId === SAID.reference ? 'erased' : refundId;
        return { amount, currency, idOfRefund, until, claimId, occurredAt };
      });
    expect(kept(all.after)).toEqual(kept(all.before));
  });

  test('is in no event, and the events are as they were', () => {
    const ofAda = (whole: WholeLedger) =>
      whole['events']?.filter((row) =>
        [ada.first.purchaseId, ada.second.purchaseId].includes(row['purchase_id'] ?? ''),
      );
    expect(ofAda(all.after)).toEqual(ofAda(all.before));
    expect(ofAda(all.before)?.map(({ data }) => JSON.parse(data ?? '{}') as object)).toContainEqual({
      purchaseId: ada.second.purchaseId,
      clause: 'R2',
      amount: 149,
      currency: 'EUR',
      byHand: true,
    });
  });

  test('takes nobody else along', () => {
    const rowsOfOther = (whole: WholeLedger) =>
      Object.values(apartFromFeed(whole)).flatMap((rows) =>
        rows.filter((row) => row['purchase_id'] === all.other.purchaseId),
      );
    expect(rowsOfOther(all.after)).toEqual(rowsOfOther(all.before));
    expect(placesOf(all.after, 'eve@b.example')).toContain('purchases.email');
    expect(placesOf(all.after, 'Larix')).toEqual(['timeline.data']);
  });

  test('is forgotten on record: when, by whom, how much, and not who', () => {
    expect(all.after['erasures']).toEqual([
      {
        erasure_id: expect.any(String) as string,
        customer_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        erased_at: expect.stringContaining('2026-11-30') as string,
        erased_by: AGENT,
        purchases: '2',
        mails: String(
          all.before['mails']?.filter((mail) => mail['purchase_id'] !== all.other.purchaseId).length,
        ),
      },
    ]);
  });

  test('asked for once more, there is nothing left', async () => {
    const again = await forgetCustomer(
      { ledger, temporal: rig.temporal },
      { customerId: ada.customerId, by: AGENT },
      new Date(),
    );
    expect(again).toEqual({ forgotten: true, executions: { deleted: 0, left: 0 } });
    expect(apartFromFeed(await wholeLedger(ledger))).toEqual(apartFromFeed(all.after));
  });

  test('does not come back with a snapshot that was late', async () => {
    const { purchaseId } = ada.first;
    const late = snapshotOf(purchaseId, {
      position: { openedAt: '2030-01-01T00:00:00.000Z' },
      snapshot: { customer: { customerId: ada.customerId, email: SAID.email } },
    });
    expect(await recordSnapshot(ledger, late, { now })).toBe('superseded');
    expect(apartFromFeed(await wholeLedger(ledger))).toEqual(apartFromFeed(all.after));
  });

  test('has purchases that still say how they ended, and never live a second time', async () => {
    const { returns } = rig;
    const { purchaseId } = ada.second;
    const customerId = expect.stringMatching(/^erased_[0-9a-f-]{36}$/) as string;
    const found = await returns.status(purchaseId);
    const { result: before } = all.statusBefore;
    const result = { ...before, refund: { ...before?.refund, refundId: 'erased' } };
    expect(before?.refund?.refundId).toBe(SAID.reference);
    expect(found).toMatchObject({
      from: 'record',
      status: {
        result,
        terms: { ...all.statusBefore.terms, customerId },
        claimDeadline: all.statusBefore.claimDeadline,
      },
    });
    // The timeline has kept its order, its instants and its clauses.
    const entries = ({ timeline }: PurchaseStatus) =>
      timeline.map(({ at, event, actor, clause }) => ({ at, event, actor, clause }));
    const { timeline } = all.statusBefore;
    expect(found.found && entries(found.status).slice(0, timeline.length)).toEqual(entries(all.statusBefore));
    expect(await returns.openPurchase(ada.second)).toEqual({ opened: true, already: true, result });
    const dearer = { ...ada.second, price: { amount: 999, currency: 'EUR' } };
    expect(await returns.openPurchase(dearer)).toMatchObject({ differences: ['price.amount'] });
    expect(await historyOf(rig, purchaseId)).toBe('gone');
  });

  test('is paid nothing a second time where a purchase is opened again while the ledger is away', async () => {
    const { purchaseId } = ada.second;
    // Who opens without a record is who cannot reach it.
    const away = createReturnsClient({ client: rig.temporal, taskQueue: all.taskQueue });
    expect(await away.openPurchase(ada.second)).toEqual({ opened: true, already: false });
    const untouched = { call: 'refund', kind: 'drop', times: 1, purchaseId } as const;
    rig.sandbox.faults.add(untouched);
    const again = playOn(rig, ada.second);
    await again.pass(HOUR_MS);
    const { refund, needsAttention } = await again.status();
    expect(refund).toMatchObject({ status: 'refused' });
    const reason = 'refused: the purchase has closed and was erased, this is a second opening of it';
    expect(needsAttention).toMatchObject([{ step: 'refund', reason }]);
    expect(rig.sandbox.faults.list()).toContainEqual(untouched);
    expect(apartFromFeed(await wholeLedger(ledger))).toEqual(apartFromFeed(all.after));
    await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).terminate();
  });
});

/** What the feed has of a purchase, in its order. */
const eventsOf = (rig: Rig, purchaseId: string) =>
  rig.ledger
    .selectFrom('events')
    .select(['event_id', 'type', 'data'])
    .where('purchase_id', '=', purchaseId)
    .orderBy('sequence')
    .execute();

/**
 * A purchase of a customer of its own, whose refund the shop refused at first. All of its events are published, and found
 * right.
 */
async function refundedAtLast(rig: Rig): Promise<{ purchaseId: string; customerId: string }> {
  const customerId = anId('cus');
  const { order } = await openPlay(rig, { customer: { customerId, email: 'ida@b.example' } });
  await refunded(rig, order, 'Sorbus: no such card');
  const { purchaseId } = order;
  await allPublished(rig, purchaseId);
  await rig.ledger
    .updateTable('purchases')
    .set((row) => ({ reconciled_recorded_at: row.ref('recorded_at') }))
    .where('purchase_id', '=', purchaseId)
    .execute();
  return { purchaseId, customerId };
}

test('of an erased purchase only what is new is published, and nothing again that now reads otherwise', async () => {
  const { rig } = played;
  const { ledger, temporal } = rig;
  const { purchaseId, customerId } = await refundedAtLast(rig);
  const published = await eventsOf(rig, purchaseId);
  expect([...new Set(published.map(({ type }) => type))]).toEqual([
    'purchase.opened',
    'attention.raised',
    'refund.failed',
    'refund.confirmed',
    'purchase.closed',
  ]);
  const request = { customerId, by: AGENT };
  expect(await forgetCustomer({ ledger, temporal }, request, now)).toMatchObject({ forgotten: true });

  const key = `refund:${purchaseId}`;
  const details = { ledger: null, orderService: { status: 'refused' } };
  await saveFailedRefund(ledger, { purchaseId, kind: 'refund_failed', key, details }, 'Sorbus', new Date());
  const due = ledger.selectFrom('events_due').selectAll().where('purchase_id', '=', purchaseId);
  await expect.poll(() => due.execute(), { timeout: 60_000 }).toEqual([]);
  const after = await eventsOf(rig, purchaseId);
  expect(after.slice(0, published.length)).toEqual(published);
  const { refund_id: refundId } = await ledger
    .selectFrom('refunds')
    .select('refund_id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  expect(after.slice(published.length).map(({ type, data }) => ({ type, data }))).toEqual([
    { type: 'refund.failed', data: { purchaseId, refundId, amount: 149, currency: 'EUR' } },
  ]);
});

test('events that are due are published before the purchase is erased, as they were', async () => {
  const { rig } = played;
  const { ledger, temporal } = rig;
  const { purchaseId, customerId } = await refundedAtLast(rig);
  const published = await eventsOf(rig, purchaseId);
  // As a worker leaves it that dies before it publishes.
  await rig.stopWorker();
  const unpublished = published.slice(1).map(({ event_id }) => event_id);
  await ledger.deleteFrom('events').where('event_id', 'in', unpublished).execute();
  const at = new Date();
  await ledger.insertInto('events_due').values({ purchase_id: purchaseId, since: at, look_at: at }).execute();
  const request = { customerId, by: AGENT };
  expect(await forgetCustomer({ ledger, temporal }, request, now)).toMatchObject({ forgotten: true });
  expect(await eventsOf(rig, purchaseId)).toEqual(published);
  const due = ledger.selectFrom('events_due').selectAll().where('purchase_id', '=', purchaseId);
  expect(await due.execute()).toEqual([]);
  await rig.startWorker();
});

test('a purchase whose workflow was terminated is erased once the case about that is settled', async () => {
  const { rig } = played;
  const { ledger, temporal } = rig;
  const customerId = anId('cus');
  const { purchaseId } = await openPlay(rig, { customer: { customerId, email: 'gus@b.example' } });
  const handle = temporal.workflow.getHandle(workflowIdOf(purchaseId));
  await handle.terminate();
  const forget = (): Promise<Forgetting> =>
    forgetCustomer({ ledger, temporal }, { customerId, by: AGENT }, new Date());
  const open = { forgotten: false, code: 'open_purchases', purchaseIds: [purchaseId] };
  expect(await forget()).toEqual(open);

  const { opened_at, run_id } = await ledger
    .selectFrom('purchases')
    .select(['opened_at', 'run_id'])
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirstOrThrow();
  const caseSettled = async (openedAt: Date, runId: string | null): Promise<void> => {
    const details = {
      ledger: { stage: 'awaiting_sms', openedAt: openedAt.toISOString() },
      workflow: { ended: 'terminated', runId },
    };
    const subject = { purchaseId, kind: 'workflow_missing', key: purchaseId, details } as const;
    const { caseId } = await openCase(ledger, subject, new Date());
    expect(await forget()).toEqual(open);
    await settleCase(ledger, caseId, { by: AGENT, note: SAID.caseNote }, new Date());
  };
  // Found late, about an earlier opening under the same id.
  await caseSettled(new Date(opened_at.getTime() - DAY_MS), randomUUID());
  expect(await forget()).toEqual(open);
  // About a run of this opening that was reset since.
  const undone = randomUUID();
  await ledger
    .updateTable('purchases')
    .set({ earlier_runs: [undone] })
    .where('purchase_id', '=', purchaseId)
    .execute();
  await caseSettled(opened_at, undone);
  expect(await forget()).toEqual(open);

  await caseSettled(opened_at, run_id);
  // What a task wrote that was lost with the workflow never came to be, so nobody waits for it to be published.
  const at = new Date();
  await ledger
    .updateTable('purchases')
    .set({ history_length: 9_999 })
    .where('purchase_id', '=', purchaseId)
    .execute();
  await ledger.insertInto('events_due').values({ purchase_id: purchaseId, since: at, look_at: at }).execute();
  expect(await forget()).toMatchObject({ forgotten: true, erased: { purchaseIds: [purchaseId] } });
  const row = ledger.selectFrom('purchases').selectAll().where('purchase_id', '=', purchaseId);
  expect(await row.executeTakeFirstOrThrow()).toMatchObject({
    email: 'erased',
    stage: 'awaiting_sms',
    closed_at: null,
    queued_at: null,
  });
  const notes = ledger.selectFrom('cases').select('note').where('purchase_id', '=', purchaseId);
  expect(await notes.execute()).toEqual([{ note: 'erased' }, { note: 'erased' }, { note: 'erased' }]);
  await expect.poll(forget, { timeout: 100_000 }).toMatchObject({ forgotten: true, executions: { left: 0 } });
  expect(await historyOf(rig, purchaseId)).toBe('gone');
});

describe('a customer of whom the ledger knows nothing', () => {
  const start = (rig: Rig, customerId: string, change: Partial<PurchaseOrder> = {}) =>
    rig.temporal.workflow.start(WORKFLOW_TYPE, {
      args: [anOrder(anId('missed'), { customer: { customerId, email: 'a@b.example' }, ...change })],
      workflowId: workflowIdOf(anId('missed')),
      taskQueue: 'no-worker',
    });
  const forget = (rig: Rig, customerId: string): Promise<Forgetting> =>
    forgetCustomer({ ledger: rig.ledger, temporal: rig.temporal }, { customerId, by: AGENT }, new Date());
  const theRig = (): Rig => played.rig;

  test('is not forgotten while Temporal has a purchase of theirs: open, or one that the ledger has missed', async () => {
    const rig = theRig();
    const customerId = anId('cus');
    const handle = await start(rig, customerId);
    const purchaseIds = [handle.workflowId.slice(workflowIdOf('').length)];
    await expect
      .poll(() => forget(rig, customerId), { timeout: 20_000 })
      .toEqual({ forgotten: false, code: 'open_purchases', purchaseIds });
    await handle.terminate();
    await expect
      .poll(() => forget(rig, customerId), { timeout: 20_000 })
      .toEqual({ forgotten: false, code: 'not_on_record', purchaseIds });
  });

  test('whose only opening was malformed, is forgotten with its history', async () => {
    const rig = theRig();
    const customerId = anId('cus');
    const { purchaseId } = await refusedOpening(rig, customerId);
    const details = { ledger: null, workflow: { fields: 'policyVersion' } };
    const subject = { purchaseId, kind: 'opening_refused', key: purchaseId, details } as const;
    const { caseId } = await openCase(rig.ledger, subject, now);
    await expect
      .poll(() => forget(rig, customerId), { timeout: 20_000 })
      .toEqual({ forgotten: false, code: 'open_cases', purchaseIds: [purchaseId] });
    await settleCase(rig.ledger, caseId, { by: AGENT, note: SAID.caseNote }, now);
    await expect
      .poll(() => forget(rig, customerId), { timeout: 100_000 })
      .toEqual({ forgotten: true, executions: { deleted: 1, left: 0 } });
    expect(await historyOf(rig, purchaseId)).toBe('gone');
    const cases = rig.ledger.selectFrom('cases').select('note').where('case_id', '=', caseId);
    expect(await cases.execute()).toEqual([{ note: 'erased' }]);
  }, 120_000);

  async function refusedOpening(rig: Rig, customerId: string): Promise<{ purchaseId: string }> {
    const opening = await openPlay(rig, {});
    const order = {
      ...opening.order,
      purchaseId: anId('refused'),
      customer: { customerId, email: 'a@b.example' },
      policyVersion: '1999-01',
    };
    const handle = await rig.temporal.workflow.start(WORKFLOW_TYPE, {
      args: [order],
      workflowId: workflowIdOf(order.purchaseId),
      taskQueue: (await rig.temporal.workflow.getHandle(workflowIdOf(opening.purchaseId)).describe())
        .taskQueue,
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
    return order;
  }

  test('and Temporal neither, is unknown', async () => {
    expect(await forget(theRig(), anId('nobody'))).toEqual({ forgotten: false, code: 'unknown_customer' });
  });
});
