import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/reconcile-report.ts';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import { openPlay } from '../../../dev/rig/play.ts';
import { settleCase } from '../../../src/ledger/write/cases.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import { snapshotOf } from '../../ledger/snapshots.ts';
import { reconcileRig, type ReconcileRig } from './reconcile-rig.ts';

const WHY = 'The code never worked, although I tried it three times.';

/** Everything but when it was written and found right. */
async function contentsOf(ledger: Ledger, purchaseId: string) {
  const purchase = await ledger
    .selectFrom('purchases')
    .selectAll()
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirstOrThrow();
  const timeline = await ledger
    .selectFrom('timeline')
    .select(['n', 'at', 'event', 'actor', 'clause', 'visibility', 'data'])
    .where('purchase_id', '=', purchaseId)
    .where('superseded_at', 'is', null)
    .where('source', '=', 'workflow')
    .orderBy('n')
    .execute();
  const {
    history_length: _h,
    as_of: _a,
    recorded_at: _r,
    // Says that the row was found right, not what is in it.
    reconciled_recorded_at: _c,
    ...facts
  } = purchase;
  return { facts, timeline };
}

const forget = async (ledger: Ledger, purchaseId: string): Promise<void> => {
  for (const table of ['deadlines', 'timeline', 'pauses', 'evidence', 'claims', 'purchases'] as const) {
    await ledger.deleteFrom(table).where('purchase_id', '=', purchaseId).execute();
  }
};

const openCases = ({ ledger }: ReconcileRig) =>
  ledger.selectFrom('cases').select(['case_id', 'purchase_id', 'kind', 'key']).execute();

/** Started as by a program without our client, which does not look at the order first. */
async function refusedOpening(
  rig: ReconcileRig,
  purchaseId: string,
  order: object,
): Promise<{ runId: string }> {
  const { temporal, taskQueue } = rig;
  const workflowId = workflowIdOf(purchaseId);
  const run = await temporal.workflow.start('purchase', { workflowId, taskQueue, args: [order] });
  await expect(run.result()).rejects.toThrow('Workflow execution failed');
  return { runId: run.firstExecutionRunId };
}

/** An open purchase with a claim, and one that has closed. */
async function twoPurchases(rig: ReconcileRig): Promise<string[]> {
  const open = await openPlay(rig);
  await open.sms();
  await open.completed();
  await open.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
  const closed = await openPlay(rig);
  await closed.cancelled();
  return [open.purchaseId, closed.purchaseId].toSorted();
}

describe.concurrent('purchases held against their workflows', () => {
  test('one that the ledger does not have is written into it, as it would have written itself', async (context) => {
    const rig = await reconcileRig(context);
    const ids = await twoPurchases(rig);
    const before = await Promise.all(ids.map((id) => contentsOf(rig.ledger, id)));
    for (const id of ids) await forget(rig.ledger, id);
    const report = await rig.run();
    expect(report.findings).toEqual(
      ids.map((purchaseId, index) => ({
        purchaseId,
        kind: 'projection_behind',
        key: purchaseId,
        found: {
          ledger: null,
          workflow: { stage: before[index]?.facts.stage, revision: before[index]?.facts.revision },
        },
        done: { what: 're_projected' },
      })),
    );
    expect(exitCodeOf(report)).toBe(0);
    expect(await Promise.all(ids.map((id) => contentsOf(rig.ledger, id)))).toEqual(before);
    expect((await rig.run()).findings).toEqual([]);
    expect(await openCases(rig)).toEqual([]);
  });

  test.for([
    { when: 'behind', position: { history_length: 3, revision: 2, as_of: new Date(0) } },
    { when: 'ahead, by a task that was lost', position: { history_length: 9_999, revision: 2 } },
  ])('one that is $when says what the workflow says again', async ({ position }, context) => {
    const rig = await reconcileRig(context);
    const ids = await twoPurchases(rig);
    const before = await Promise.all(ids.map((id) => contentsOf(rig.ledger, id)));
    for (const id of ids) {
      await rig.ledger
        .updateTable('purchases')
        .set({ ...position, stage: 'replacing' })
        .where('purchase_id', '=', id)
        .execute();
      const wrong = rig.ledger.updateTable('timeline').set({ event: 'never_happened' });
      await wrong.where('purchase_id', '=', id).where('n', '>', 1).execute();
    }
    const { findings } = await rig.run();
    expect(findings.map(({ purchaseId, kind, found }) => [purchaseId, kind, found.ledger])).toEqual(
      ids.map((id) => [id, 'projection_behind', { stage: 'replacing', revision: position.revision }]),
    );
    expect(await Promise.all(ids.map((id) => contentsOf(rig.ledger, id)))).toEqual(before);
    expect((await rig.run()).findings).toEqual([]);
  });

  test('one that was erased stays erased', async (context) => {
    const rig = await reconcileRig(context);
    const play = await openPlay(rig);
    await play.cancelled();
    const erased = { email: 'erased', revision: 1, erased_at: new Date() };
    await rig.ledger.updateTable('purchases').set(erased).execute();
    expect((await rig.run()).findings).toEqual([]);
    expect((await contentsOf(rig.ledger, play.purchaseId)).facts).toMatchObject({ email: 'erased' });
  });

  test('one that nobody carries on is put before a person, once', async (context) => {
    const rig = await reconcileRig(context);
    const terminated = await openPlay(rig);
    const handle = rig.temporal.workflow.getHandle(workflowIdOf(terminated.purchaseId));
    const { runId } = await handle.describe();
    await handle.terminate();
    const ghost = `ghost-${terminated.purchaseId}`;
    await recordSnapshot(rig.ledger, snapshotOf(ghost), { now: new Date() });
    // It closed, and Temporal has forgotten it since: nothing is missing.
    const past = snapshotOf(`past-${terminated.purchaseId}`, {
      status: {
        stage: 'closed',
        result: { outcome: 'fulfilled', clause: 'R1', closedAt: new Date().toISOString() },
      },
    });
    await recordSnapshot(rig.ledger, past, { now: new Date() });

    const report = await rig.run();
    expect(report.findings).toEqual(
      [
        {
          purchaseId: terminated.purchaseId,
          kind: 'workflow_missing',
          key: terminated.purchaseId,
          found: {
            ledger: { stage: 'awaiting_sms', openedAt: expect.any(String) },
            workflow: { ended: 'terminated', runId },
          },
          done: { what: 'case', caseId: expect.stringMatching(/^case_/), state: 'opened' },
        },
        {
          purchaseId: ghost,
          kind: 'workflow_missing',
          key: ghost,
          found: {
            ledger: { stage: 'awaiting_sms', openedAt: '2026-03-02T09:00:00.000Z' },
            workflow: null,
          },
          done: { what: 'case', caseId: expect.stringMatching(/^case_/), state: 'opened' },
        },
      ].toSorted((one, other) => one.purchaseId.localeCompare(other.purchaseId)),
    );
    expect(exitCodeOf(report)).toBe(1);
    const cases = await openCases(rig);
    expect(cases).toHaveLength(2);

    const again = await rig.run();
    expect(again.findings.map(({ done }) => done)).toEqual(
      report.findings.map(({ done }) => Object.assign({}, done, { state: 'open' })),
    );
    expect(await openCases(rig)).toEqual(cases);
  });

  test('a refused opening is put before a person, once, with the names of the wrong fields alone', async (context) => {
    const rig = await reconcileRig(context);
    const { price: _price, ...order } = rig.sandbox.shop.buy();
    const { purchaseId } = order;
    const wrong = { ...order, customer: { ...order.customer, email: 'Grace Hopper, by post' } };
    const { runId } = await refusedOpening(rig, purchaseId, wrong);
    // Its history alone shows it.
    await rig.stopWorker();
    const report = await rig.run();
    expect(report).toMatchObject({ purchases: 1, notChecked: [] });
    const found = { ledger: null, workflow: { fields: 'customer.email, price', runId } };
    const finding = { purchaseId, kind: 'opening_refused', key: purchaseId, found };
    const caseId: string = expect.stringMatching(/^case_/);
    expect(report.findings).toEqual([{ ...finding, done: { what: 'case', caseId, state: 'opened' } }]);
    expect(exitCodeOf(report)).toBe(1);
    const cases = await rig.ledger.selectFrom('cases').selectAll().execute();
    expect(cases).toHaveLength(1);
    expect(JSON.stringify([report, cases])).not.toMatch(/grace|hopper|post/i);
    expect(await rig.ledger.selectFrom('purchases').selectAll().execute()).toEqual([]);

    // Sent once more, just as wrong.
    await rig.startWorker();
    await refusedOpening(rig, purchaseId, wrong);
    expect((await rig.run()).findings).toMatchObject([{ purchaseId, done: { what: 'case', state: 'open' } }]);
    expect(await rig.ledger.selectFrom('cases').selectAll().execute()).toEqual(cases);
  });

  test('a refused opening that was put right since is not found any more, and its case waits for a person', async (context) => {
    const rig = await reconcileRig(context);
    const order = rig.sandbox.shop.buy();
    const { purchaseId } = order;
    await refusedOpening(rig, purchaseId, { ...order, price: { amount: '1.49', currency: 'EUR' } });
    const { findings } = await rig.run();
    expect(findings.map(({ kind, found }) => [kind, found.workflow?.['fields']])).toEqual([
      ['opening_refused', 'price.amount'],
    ]);
    await rig.returns.openPurchase(order);
    const report = await rig.run();
    expect(report.findings.filter(({ done }) => done.what === 'case')).toEqual([]);
    expect(report.noLongerFound.map(({ kind, key }) => [kind, key])).toEqual([
      ['opening_refused', purchaseId],
    ]);
    const [{ caseId } = { caseId: '' }] = report.noLongerFound;
    await settleCase(rig.ledger, caseId, { by: 'agent_7', note: 'The shop sent it again.' }, new Date());
    expect(await rig.run()).toMatchObject({ findings: [], noLongerFound: [] });
  });

  test('what is sent wrongly under the id of a purchase that has closed is no refused opening', async (context) => {
    const rig = await reconcileRig(context);
    const play = await openPlay(rig);
    await play.cancelled();
    await refusedOpening(rig, play.purchaseId, { ...play.order, price: null });
    expect(await rig.run()).toMatchObject({ findings: [], notChecked: [] });
    expect(await openCases(rig)).toEqual([]);
  });

  test('a deadline that has gone by without effect is put before a person, not before ten minutes', async (context) => {
    const rig = await reconcileRig(context);
    const play = await openPlay(rig);
    const { smsDeadline } = await play.status();
    const due = Date.parse(smsDeadline);
    expect((await rig.run({ now: new Date(due + 10 * MINUTE_MS) })).findings).toEqual([]);
    const report = await rig.run({ now: new Date(due + 10 * MINUTE_MS + 1) });
    expect(report.findings).toEqual([
      {
        purchaseId: play.purchaseId,
        kind: 'deadline_passed',
        key: `sms:${smsDeadline}`,
        found: {
          ledger: { stage: 'awaiting_sms' },
          workflow: { stage: 'awaiting_sms', deadline: 'sms', at: smsDeadline },
        },
        done: { what: 'case', caseId: expect.stringMatching(/^case_/), state: 'opened' },
      },
    ]);
  });

  test('what is not found any more is said, and stays open until a person settles it', async (context) => {
    const rig = await reconcileRig(context);
    const play = await openPlay(rig);
    const { smsDeadline } = await play.status();
    const late = { now: new Date(Date.parse(smsDeadline) + 30 * MINUTE_MS) };
    const { findings } = await rig.run(late);
    const [opened] = await openCases(rig);
    expect(opened?.kind).toBe('deadline_passed');
    expect(findings).toHaveLength(1);
    await play.pass(21 * MINUTE_MS);
    const report = await rig.run(late);
    expect(report).toMatchObject({
      findings: [],
      noLongerFound: [
        {
          caseId: opened?.case_id,
          purchaseId: play.purchaseId,
          kind: 'deadline_passed',
          key: `sms:${smsDeadline}`,
          openedAt: late.now.toISOString(),
        },
      ],
    });
    expect(exitCodeOf(report)).toBe(0);
    expect(await openCases(rig)).toEqual([opened]);
    await settleCase(rig.ledger, opened?.case_id ?? '', { by: 'agent_7', note: 'Paid by now.' }, late.now);
    expect(await rig.run(late)).toMatchObject({ findings: [], noLongerFound: [] });
  });

  test('a deadline that stands still, or waits for its notice, has not gone by', async (context) => {
    const rig = await reconcileRig(context);
    const paused = await openPlay(rig);
    await paused.sms();
    await paused.completed();
    await paused.customer('submitClaim', { claimType: 'major_defect', reason: WHY });
    await paused.support('requestAccess', { what: 'The log of the web host.' });
    rig.sandbox.inbox.addFault({ kind: 'refuse_recipient', code: 451, times: 'until_cleared' });
    context.onTestFinished(() => rig.sandbox.inbox.clearFaults());
    const provisional = await openPlay(rig);
    await provisional.sms();
    await provisional.completed();
    await provisional.customer('submitClaim', { claimType: 'invalid_number', reason: WHY });
    expect((await paused.status()).nextDeadline).toMatchObject({
      kind: 'access',
      pausedSince: expect.any(String),
    });
    expect((await provisional.status()).nextDeadline).toMatchObject({ kind: 'evidence', provisional: true });
    const report = await rig.run({ now: new Date(Date.now() + 30 * DAY_MS) });
    expect(report).toMatchObject({ findings: [], notChecked: [], purchases: 2 });
  });

  test('what a purchase writes while it is looked at is no finding', async (context) => {
    const rig = await reconcileRig(context);
    const plays = await Promise.all(Array.from({ length: 12 }, () => openPlay(rig)));
    const [report] = await Promise.all([rig.run(), ...plays.map((play) => play.sms())]);
    expect(report.notChecked).toEqual([]);
    // At most re-projected, and then only with what the purchase was just about to write.
    expect(report.findings.filter(({ done }) => done.what === 'case')).toEqual([]);
    expect((await rig.run()).findings).toEqual([]);
    const rows = await rig.ledger.selectFrom('purchases').select('stage').execute();
    expect(rows.map(({ stage }) => stage)).toEqual(plays.map(() => 'claim_window'));
  });
});

test.concurrent('the query tells the position that the purchase itself would record', async (context) => {
  const rig = await reconcileRig(context);
  const play = await openPlay(rig);
  await play.sms();
  const handle = rig.temporal.workflow.getHandle(workflowIdOf(play.purchaseId));
  const { position } = await handle.query<PurchaseSnapshot>('snapshot');
  const row = await rig.ledger.selectFrom('purchases').selectAll().executeTakeFirstOrThrow();
  expect(position.revision).toBe(row.revision);
  expect(position.openedAt).toBe(row.opened_at.toISOString());
  expect(position.historyLength).toBeGreaterThanOrEqual(row.history_length);
});

describe.concurrent('one activation under two purchase ids', () => {
  test('is a case of the later one, once, and none of two activations', async (context) => {
    const rig = await reconcileRig(context);
    const first = await openPlay(rig);
    const later = await openPlay(rig);
    expect((await rig.run()).findings).toEqual([]);
    const { activationId } = first.order.activation;
    await rig.ledger
      .updateTable('purchases')
      .set({ activation_id: activationId })
      .where('purchase_id', '=', later.purchaseId)
      .execute();
    const found = {
      purchaseId: later.purchaseId,
      kind: 'activation_shared',
      key: activationId,
      found: { ledger: { activationId, firstPurchaseId: first.purchaseId } },
    };
    const report = await rig.run();
    expect(report.findings).toEqual([
      { ...found, done: expect.objectContaining({ what: 'case', state: 'opened' }) },
    ]);
    expect(exitCodeOf(report)).toBe(1);
    expect((await rig.run()).findings).toMatchObject([{ ...found, done: { state: 'open' } }]);
    expect(await openCases(rig)).toMatchObject([
      { purchase_id: later.purchaseId, kind: 'activation_shared', key: activationId },
    ]);
  });
});
