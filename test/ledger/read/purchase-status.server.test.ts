import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClaimView, PurchaseStatus, RefundView, ReplacementView } from '../../../src/contract/status.ts';
import { JOURNEYS } from '../../../dev/demo/journeys.ts';
import { openPlay } from '../../../dev/rig/play.ts';
import type { Rig } from '../../../dev/rig/rig.ts';
import { readPurchaseStatus } from '../../../src/ledger/read/purchase-status.ts';
import { readWholeOnRecord } from '../../../src/ledger/read/whole-on-record.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { waitUntilIdle } from '../../../src/temporal/wait-until-idle.ts';
import { snapshotOf } from '../snapshots.ts';
import { testRig } from '../../workflows/test-rig.ts';

describe.concurrent('the status read from the ledger', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await testRig();
  });
  afterAll(async () => {
    await rig.stop();
  });

  test.each(JOURNEYS)('is what the workflow answers, after every act of $name', async (journey) => {
    const purchaseId = `${journey.name}-read`;
    const compared: PurchaseStatus['stage'][] = [];
    const play = await openPlay(
      rig,
      { purchaseId },
      {
        async idle(workflow) {
          await waitUntilIdle(rig.temporal.workflowService, workflow, { timeoutMs: 30_000 });
          // A call that is tried again can change the purchase between one question and the other.
          const status = await vi.waitFor(
            async () => {
              await rig.flush();
              const answer = await rig.returns.status(purchaseId);
              if (!answer.found) throw new Error('not found');
              expect(await readPurchaseStatus(rig.ledger, purchaseId)).toEqual(answer.status);
              return answer.status;
            },
            { timeout: 20_000, interval: 100 },
          );
          compared.push(status.stage);
        },
      },
    );
    await journey.play(play);
    expect(compared.at(-1)).toBe('closed');
    expect(compared.length).toBeGreaterThan(1);
  });

  test('is what its snapshot says, with every field that can be there', async () => {
    const at = '2026-03-02T10:00:00.123Z';
    const claim: ClaimView = {
      claimId: 'clm_full_2',
      claimType: 'major_defect',
      reason: 'It never took my code.',
      evidence: [{ evidenceId: 'b', mediaType: 'image/png', sha256: 'a'.repeat(64) }, { evidenceId: 'a' }],
      filedAt: at,
      status: 'open',
      pauses: [{ from: at, to: '2026-03-02T11:00:00.000Z' }, { from: '2026-03-02T12:00:00.000Z' }],
      remediationDueAt: '2026-03-07T11:00:00.123Z',
      disputes: 1,
    };
    const ended: ClaimView = {
      ...claim,
      claimId: 'clm_full_1',
      evidence: [],
      status: 'disqualified',
      clause: 'C3b',
      note: 'Not without access.',
      pauses: [],
      remedy: 'replacement',
    };
    const replaces = { purchaseId: 'second', originalPurchaseId: 'first', depth: 2 };
    const nextDeadline = {
      kind: 'access',
      at: '2026-03-16T10:00:00.123Z',
      pausedSince: at,
      provisional: true,
    } as const;
    const refund: RefundView = {
      key: 'refund:first',
      amount: 149,
      currency: 'EUR',
      status: 'refused',
      refundId: 'r1',
      reason: 'no funds',
      byHand: true,
    };
    const replacement: ReplacementView = { key: 'replacement:full:2', purchaseId: 'p9', status: 'issued' };
    const { status: plain } = snapshotOf('full');
    const snapshot = snapshotOf('full', {
      status: {
        stage: 'closed',
        terms: { ...plain.terms, replaces },
        nextDeadline,
        claim,
        claims: [ended, claim],
        refund,
        replacement,
        result: { outcome: 'replaced', clause: 'C3a', refund, replacement, closedAt: at },
        needsAttention: [{ step: 'notice', reason: 'notice_undelivered', since: at, template: 'remedied' }],
        timeline: [
          ...plain.timeline,
          { at, event: 'odd', actor: 'support', visibility: 'internal' },
          {
            at,
            event: 'later',
            actor: 'customer',
            clause: 'P1',
            visibility: 'public',
            data: { n: 1.5, yes: true },
          },
        ],
      },
      snapshot: {
        originalPurchaseId: 'first',
        depth: 2,
        replaces,
        deadlines: [{ ...nextDeadline, next: true, claimId: claim.claimId }],
        pauses: [
          { claimId: claim.claimId, why: 'access', from: at, to: '2026-03-02T11:00:00.000Z' },
          {
            claimId: claim.claimId,
            why: 'remedied',
            from: '2026-03-02T11:30:00.000Z',
            to: '2026-03-02T11:40:00.000Z',
          },
          { claimId: claim.claimId, why: 'access', from: '2026-03-02T12:00:00.000Z' },
        ],
      },
    });
    const now = new Date();
    await recordSnapshot(rig.ledger, snapshot, { now });
    expect(await readPurchaseStatus(rig.ledger, 'full')).toEqual(snapshot.status);
    const { status, originalPurchaseId, depth, deadlines, customer, phoneNumber } = snapshot;
    expect(await readWholeOnRecord(rig.ledger, 'full')).toEqual({
      status,
      originalPurchaseId,
      depth,
      deadlines,
      customer,
      phoneNumber,
      recordedAt: now.toISOString(),
    });
    expect(await readWholeOnRecord(rig.ledger, 'nobody')).toBeUndefined();
  });

  test('is never half of one snapshot and half of the next, while it is being written', async () => {
    const LAST = 40;
    const at = '2026-03-02T10:00:00.000Z';
    const written = (revision: number): Promise<unknown> =>
      recordSnapshot(
        rig.ledger,
        snapshotOf('moving', {
          status: {
            revision,
            claims: Array.from({ length: revision }, (_, n) => ({
              claimId: `clm_moving_${n + 1}`,
              claimType: 'non_receipt',
              reason: 'It never came.',
              evidence: [],
              filedAt: at,
              status: 'withdrawn',
              pauses: [],
              disputes: 0,
            })),
            timeline: Array.from({ length: revision }, (_, n) => ({
              at,
              event: `step_${n}`,
              actor: 'system',
              visibility: 'public',
            })),
          },
          position: { historyLength: revision },
        }),
        { now: new Date(at) },
      );
    await written(1);
    const write = async (): Promise<void> => {
      for (let revision = 2; revision <= LAST; revision += 1) await written(revision);
    };
    const seen = new Set<number>();
    const read = async (): Promise<void> => {
      while (!seen.has(LAST)) {
        const { revision, claims, timeline } =
          (await readPurchaseStatus(rig.ledger, 'moving')) ?? snapshotOf('').status;
        expect([claims.length, timeline.length]).toEqual([revision, revision]);
        seen.add(revision);
      }
    };
    await Promise.all([write(), read()]);
    expect(seen.size).toBeGreaterThan(1);
  });

  test('is absent for a purchase that never was', async () => {
    expect(await readPurchaseStatus(rig.ledger, 'nobody')).toBeUndefined();
  });
});
