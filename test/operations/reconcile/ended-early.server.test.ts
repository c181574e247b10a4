import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, inject, onTestFinished, test } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../../src/contract/ids.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { anOrder } from '../../client/an-order.ts';
import { snapshotOf } from '../../ledger/snapshots.ts';
import { reconcileRig, type ReconcileRig } from './reconcile-rig.ts';

const TASK_QUEUE = 'ends-early';

/** Takes purchases that fail at once. */
async function faultyWorker({ namespace }: ReconcileRig): Promise<void> {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./ends-early.ts', import.meta.url)),
  });
  const running = worker.run();
  onTestFinished(async () => {
    worker.shutdown();
    await running;
    await connection.close();
  });
}

/** A purchase on record whose workflow has failed in its first task. Answers its run. */
async function failedAtOnce(rig: ReconcileRig, purchaseId: string, service: string): Promise<string> {
  const order = anOrder(purchaseId);
  const run = await rig.temporal.workflow.start(WORKFLOW_TYPE, {
    args: [{ ...order, activation: { ...order.activation, service } }],
    workflowId: workflowIdOf(purchaseId),
    taskQueue: TASK_QUEUE,
  });
  await expect(run.result()).rejects.toMatchObject({ cause: { type: 'Bug' } });
  await recordSnapshot(rig.ledger, snapshotOf(purchaseId), { now: new Date() });
  return run.firstExecutionRunId;
}

test('a purchase that failed before it could be asked is missing, and one whose query fails is named as not checked', async (context) => {
  const rig = await reconcileRig(context);
  await faultyWorker(rig);
  const runId = await failedAtOnce(rig, 'p-early-never', 'telegram');
  await failedAtOnce(rig, 'p-early-mute', 'mute');
  const report = await rig.run();
  expect(report.findings).toMatchObject([
    {
      purchaseId: 'p-early-never',
      kind: 'workflow_missing',
      found: { workflow: { ended: 'failed', runId } },
      done: { what: 'case', state: 'opened' },
    },
  ]);
  expect(report.notChecked).toEqual([
    {
      purchaseId: 'p-early-mute',
      part: 'workflow',
      why: 'It is in Temporal and fails to answer: look at its workflow tasks there.',
    },
  ]);
});
