import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { StatusFailedError } from '../../src/client/no-answer.ts';
import type { PurchaseRecords } from '../../src/client/purchase-records.ts';
import { createReturnsClient, type ReturnsClient } from '../../src/client/returns-client.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';
import { anOrder } from './an-order.ts';

const TASK_QUEUE = 'failing-status';
/** After so many failures of a task the server no longer tries a query. */
const ATTEMPTS = 3;

let rig: TestRig;
let native: NativeConnection;
let running: Promise<void>;
let worker: Worker;
let returns: ReturnsClient;
beforeAll(async () => {
  rig = await testRig();
  native = await NativeConnection.connect({ address: inject('temporalAddress') });
  worker = await Worker.create({
    connection: native,
    namespace: rig.namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./mute-purchase.ts', import.meta.url)),
  });
  running = worker.run();
  returns = createReturnsClient({ client: rig.temporal, taskQueue: TASK_QUEUE, records: onRecord() });
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await native.close();
  await rig.stop();
});

/** The record of another purchase for every one: it must not be shown for any. */
function onRecord(): PurchaseRecords {
  const records = ledgerRecords(rig.ledger);
  return {
    ...records,
    find: (purchaseId) => records.find(purchaseId === 'p-mute-fresh' ? '' : 'p-recorded'),
  };
}

const start = (order: PurchaseOrder, taskQueue = TASK_QUEUE) =>
  rig.temporal.workflow.start(WORKFLOW_TYPE, {
    args: [order],
    workflowId: workflowIdOf(order.purchaseId),
    taskQueue,
    // The SDK reports only the first failure of a task; every later one lasts until this is over.
    workflowTaskTimeout: '1s',
  });

const SAYS_SO =
  'is in Temporal and fails to answer: look at its workflow tasks there. Its record may be behind.';

test('a purchase whose query fails is an error that says so, and is not answered from the record', async () => {
  await rig.returns.openPurchase(anOrder('p-recorded'));
  const order = anOrder('p-mute-query');
  await start(order);
  const asked = returns.status(order.purchaseId);
  await expect(asked).rejects.toBeInstanceOf(StatusFailedError);
  await expect(asked).rejects.toThrow(`Purchase p-mute-query ${SAYS_SO}`);
});

test('opened again it is the same error, and nothing is started', async () => {
  const order = anOrder('p-mute-again');
  const { firstExecutionRunId } = await start(order);
  await expect(returns.openPurchase(order)).rejects.toBeInstanceOf(StatusFailedError);
  const { runId, status } = await rig.temporal.workflow.getHandle(workflowIdOf(order.purchaseId)).describe();
  expect({ runId, status: status.name }).toEqual({ runId: firstExecutionRunId, status: 'RUNNING' });
});

test('the same goes for one whose tasks fail', async () => {
  const order = anOrder('p-mute-tasks');
  const handle = await start({ ...order, activation: { ...order.activation, service: 'tasks' } });
  await vi.waitFor(
    async () => {
      const { raw } = await handle.describe();
      expect(raw.pendingWorkflowTask?.attempt ?? 0).toBeGreaterThan(ATTEMPTS);
    },
    { timeout: 60_000, interval: 200 },
  );
  const asked = returns.status(order.purchaseId);
  await expect(asked).rejects.toBeInstanceOf(StatusFailedError);
  await expect(asked).rejects.toThrow(SAYS_SO);
});

test('an opening that the workflow refused still is no purchase', async () => {
  const order = anOrder('p-mute-fresh');
  const handle = await start({ ...order, policyVersion: '1999-01' }, rig.taskQueue);
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
  expect(await returns.status(order.purchaseId)).toEqual({ found: false });
});
