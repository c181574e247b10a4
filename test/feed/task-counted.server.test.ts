import { beforeAll, describe, expect, test, vi } from 'vitest';
import proto from '@temporalio/proto';
import { openPlay, type Play } from '../../dev/rig/play.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { TimelineEntry } from '../../src/contract/status.ts';
import { taskStateOf } from '../../src/feed/task-counted.ts';
import { publish } from '../../src/feed/feed-writer.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { sharedRig } from '../workflows/test-rig.ts';

const Type = proto.temporal.api.enums.v1.EventType;

let rig: RunningRig;
beforeAll(async () => {
  rig = await sharedRig();
});

async function historyOf({ purchaseId }: Play) {
  const { events } = await rig.temporal.workflow.getHandle(workflowIdOf(purchaseId)).fetchHistory();
  return (events ?? []).map(({ eventId, eventType, eventTime }) => ({
    id: Number(eventId),
    type: eventType,
    at: Math.floor(Number(eventTime?.seconds) * 1_000 + Number(eventTime?.nanos) / 1_000_000),
  }));
}

const stateAt = (play: Play, historyLength: number, asOfMs: number, runId?: string): Promise<string> =>
  taskStateOf(rig.temporal.workflowService, rig.namespace, {
    purchaseId: play.purchaseId,
    historyLength,
    asOf: new Date(asOfMs),
    ...(runId === undefined ? {} : { runId }),
  });

describe('A workflow task', () => {
  test('has counted if the server completed it, from its start on; no other place of the history has', async () => {
    const play = await openPlay(rig);
    await play.sms();
    await play.completed();
    const history = await historyOf(play);
    const started = history.filter(({ type }) => type === Type.EVENT_TYPE_WORKFLOW_TASK_STARTED);
    expect(started.length).toBeGreaterThan(2);
    for (const { id, at } of started) expect(await stateAt(play, id, at)).toBe('counted');
    for (const { id, at, type } of history) {
      if (type === Type.EVENT_TYPE_WORKFLOW_TASK_STARTED) continue;
      expect(await stateAt(play, id, at)).toBe('not_counted');
    }
    const last = history.at(-1);
    expect(await stateAt(play, (last?.id ?? 0) + 2, Date.now())).toBe('not_counted');
  });

  test('that a later task has taken the ids of has not counted, to the millisecond', async () => {
    const play = await openPlay(rig);
    const first = (await historyOf(play)).find(({ type }) => type === Type.EVENT_TYPE_WORKFLOW_TASK_STARTED);
    if (first === undefined) throw new Error('no task has started');
    expect(await stateAt(play, first.id, first.at - 1)).toBe('not_counted');
    expect(await stateAt(play, first.id, first.at)).toBe('counted');
    expect(await stateAt(play, first.id, first.at + 1)).toBe('counted');
  });

  test('of a run that the server does not know is forgotten', async () => {
    const play = await openPlay(rig);
    expect(await stateAt(play, 3, Date.now(), '0199cb0e-1111-7abc-8def-000000000001')).toBe('forgotten');
  });
});

describe('What a lost workflow task has written', () => {
  test('is never published, and what really happened is', async () => {
    const play = await openPlay(rig);
    await play.sms();
    const published = async (): Promise<string[]> =>
      (
        await rig.ledger
          .selectFrom('events')
          .select('type')
          .where('purchase_id', '=', play.purchaseId)
          .orderBy('sequence')
          .execute()
      ).map(({ type }) => type);
    await vi.waitFor(async () => expect(await published()).toEqual(['purchase.opened']), 30_000);

    // As from a task that started after all that is in the history, filed a claim, and died with its worker.
    const snapshot = await rig.returns.snapshot(play.purchaseId);
    if (snapshot === undefined) throw new Error('the purchase has no snapshot');
    const invented: TimelineEntry = {
      at: new Date().toISOString(),
      event: 'claim_filed',
      actor: 'customer',
      visibility: 'public',
      data: { claimId: `clm_${play.purchaseId}_1`, claimType: 'major_defect' },
    };
    const { position, status } = snapshot;
    const historyLength = (await historyOf(play)).length + 2;
    await recordSnapshot(
      rig.ledger,
      {
        ...snapshot,
        position: { ...position, historyLength, asOf: new Date().toISOString(), revision: 99 },
        status: { ...status, revision: 99, timeline: [...status.timeline, invented] },
      },
      { now: new Date() },
    );
    const due = async (): Promise<number> =>
      (
        await rig.ledger
          .selectFrom('events_due')
          .select('purchase_id')
          .where('purchase_id', '=', play.purchaseId)
          .execute()
      ).length;
    expect(await due()).toBe(1);
    for (let round = 0; round < 3; round += 1) {
      await rig.ledger
        .updateTable('events_due')
        .set({ look_at: new Date(0) })
        .execute();
      await publish({
        ledger: rig.ledger,
        service: rig.temporal.workflowService,
        namespace: rig.namespace,
        log: { warn: () => undefined },
        now: () => new Date(),
      });
    }
    expect(await published()).toEqual(['purchase.opened']);
    expect(await due()).toBe(1);

    await play.completed();
    await play.customer('submitClaim', {
      claimType: 'invalid_number',
      reason: 'The service says that this number is not valid.',
      evidence: [{ evidenceId: 'e1' }],
    });
    await vi.waitFor(async () => expect(await due()).toBe(0), 30_000);
    const events = await rig.ledger
      .selectFrom('events')
      .select(['type', 'data'])
      .where('purchase_id', '=', play.purchaseId)
      .orderBy('sequence')
      .execute();
    const { purchaseId } = play;
    expect(events).toEqual([
      { type: 'purchase.opened', data: { purchaseId, policyVersion: '2026-01' } },
      {
        type: 'claim.filed',
        data: { purchaseId, claimId: `clm_${purchaseId}_1`, claimType: 'invalid_number' },
      },
    ]);
  });
});
