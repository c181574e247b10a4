import { describe, expect, test } from 'vitest';
import { openPlay, type Play } from '../../../dev/rig/play.ts';
import { exitCodeOf, reportLines } from '../../../src/cli/reconcile-report.ts';
import { claimIdOf, workflowIdOf } from '../../../src/contract/ids.ts';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import type { ClaimView } from '../../../src/contract/status.ts';
import { settleCase } from '../../../src/ledger/write/cases.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { lastTaskOf, resetTo } from '../../workflows/reset.ts';
import { reconcileRig, type ReconcileRig } from './reconcile-rig.ts';

const SAID = 'The number lost every second code today.';

const snapshotNow = ({ temporal }: ReconcileRig, { purchaseId }: Play): Promise<PurchaseSnapshot> =>
  temporal.workflow.getHandle(workflowIdOf(purchaseId)).query<PurchaseSnapshot>('snapshot');

/** An open purchase with its claim window running. */
async function inItsWindow(rig: ReconcileRig): Promise<Play> {
  const play = await openPlay(rig);
  await play.sms();
  await play.completed();
  return play;
}

/** Records what the run told the ledger after its history was copied: a claim, and money on its way for it. */
async function toldSinceTheCopy(rig: ReconcileRig, play: Play): Promise<PurchaseSnapshot> {
  const copy = await snapshotNow(rig, play);
  const { status, position } = copy;
  const at = new Date(Date.parse(position.asOf) + 1).toISOString();
  const by = { kind: 'customer', id: 'cus_demo' } as const;
  const claim: ClaimView = {
    claimId: claimIdOf(play.purchaseId, 1),
    claimType: 'major_defect',
    reason: SAID,
    evidence: [],
    filedAt: at,
    status: 'open',
    pauses: [],
    disputes: 0,
    statements: [{ at, by, kind: 'claim_filed', text: SAID, visibility: 'public' }],
  };
  const revision = status.revision + 3;
  const told: PurchaseSnapshot = {
    ...copy,
    position: { ...position, historyLength: position.historyLength + 9, asOf: at, revision },
    status: {
      ...status,
      stage: 'in_remediation',
      claim,
      claims: [claim],
      refund: { key: `refund:${play.purchaseId}`, amount: 149, currency: 'EUR', status: 'pending' },
      timeline: [
        ...status.timeline,
        {
          at,
          event: 'claim_filed',
          actor: 'customer',
          visibility: 'public',
          data: { claimType: 'major_defect' },
        },
      ],
      revision,
    },
  };
  expect(await recordSnapshot(rig.ledger, told, { now: new Date() })).toBe('recorded');
  return told;
}

/** All that an older copy of the workflow could take away. */
async function onRecord({ ledger }: ReconcileRig, { purchaseId }: Play) {
  const of = (table: 'purchases' | 'claims' | 'statements' | 'timeline') =>
    ledger.selectFrom(table).selectAll().where('purchase_id', '=', purchaseId).execute();
  const timeline = await of('timeline');
  return {
    purchases: await of('purchases'),
    claims: await of('claims'),
    statements: await of('statements'),
    // What the case itself adds is none of the workflow's.
    timeline: timeline.filter((entry) => !('source' in entry) || entry.source === 'workflow'),
  };
}

describe.concurrent('a workflow that was put back to an older copy', () => {
  test('takes nothing from the ledger: a case says what only the ledger has, once', async (context) => {
    const rig = await reconcileRig(context);
    const play = await inItsWindow(rig);
    const told = await toldSinceTheCopy(rig, play);
    const before = await onRecord(rig, play);
    const report = await rig.run();
    const [finding] = report.findings;
    expect(report.findings).toEqual([
      {
        purchaseId: play.purchaseId,
        kind: 'workflow_behind',
        key: `${told.position.run?.runId}:${told.status.revision}`,
        found: {
          ledger: {
            stage: 'in_remediation',
            revision: told.status.revision,
            claims: 1,
            claimId: claimIdOf(play.purchaseId, 1),
            claimType: 'major_defect',
            refund: 'pending',
            amount: 149,
            currency: 'EUR',
          },
          workflow: { stage: 'claim_window', revision: told.status.revision - 3, claims: 0 },
        },
        done: { what: 'case', caseId: expect.stringMatching(/^case_/), state: 'opened' },
      },
    ]);
    expect(exitCodeOf(report)).toBe(1);
    expect(reportLines(report).at(-1)).toContain('1 found, 1 left to a person, 0 not checked.');
    expect(await onRecord(rig, play)).toEqual(before);
    expect(before.claims).toHaveLength(1);
    expect(before.statements).toMatchObject([{ words: SAID }]);

    expect((await rig.run()).findings).toEqual([{ ...finding, done: { ...finding?.done, state: 'open' } }]);
    expect(await onRecord(rig, play)).toEqual(before);
  });

  test('is what counts once a person has settled the case, and what was undone stays in the timeline as superseded', async (context) => {
    const rig = await reconcileRig(context);
    const play = await inItsWindow(rig);
    const told = await toldSinceTheCopy(rig, play);
    await rig.run();
    const { case_id: caseId } = await rig.ledger
      .selectFrom('cases')
      .select('case_id')
      .executeTakeFirstOrThrow();
    const note = 'The customer files the claim once more.';
    await settleCase(rig.ledger, caseId, { by: 'agent_7', note }, new Date());
    expect((await rig.run()).findings).toMatchObject([
      {
        kind: 'projection_behind',
        found: {
          ledger: { revision: told.status.revision },
          workflow: { stage: 'claim_window', revision: told.status.revision - 3 },
        },
        done: { what: 're_projected' },
      },
    ]);
    const after = await onRecord(rig, play);
    expect(after.purchases).toMatchObject([{ stage: 'claim_window' }]);
    expect(after.claims).toEqual([]);
    expect(after.timeline.filter((entry) => 'event' in entry && entry.event === 'claim_filed')).toMatchObject(
      [{ superseded_at: expect.any(Date) }],
    );
    expect((await rig.run()).findings).toEqual([]);
  });

  test('is not seen in a reset: the new run counts at once, however little it knows', async (context) => {
    const rig = await reconcileRig(context);
    const play = await openPlay(rig);
    const opening = await lastTaskOf(rig, play.purchaseId);
    await play.sms();
    await play.completed();
    await play.customer('submitClaim', { claimType: 'major_defect', reason: SAID });
    const { revision } = await play.status();
    await resetTo(rig, play.purchaseId, opening);
    await play.idle();
    const { findings } = await rig.run();
    expect(findings.filter(({ kind }) => kind !== 'projection_behind')).toEqual([]);
    const after = await onRecord(rig, play);
    expect(after.purchases[0]).toMatchObject({ stage: (await play.status()).stage });
    expect((await play.status()).revision).toBeLessThan(revision);
    expect(after.claims).toEqual([]);
  });
});
