import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { exitCodeOf } from '../../../src/cli/reconcile-report.ts';
import { StatusFailedError } from '../../../src/client/no-answer.ts';
import { WORKFLOW_TYPE, workflowIdOf } from '../../../src/contract/ids.ts';
import { refundsOf } from '../../../dev/rig/shop-remedies.ts';
import { playOn } from '../../../dev/rig/play.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/policy/duration.ts';
import { bundleOptions } from '../../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../../worker/log.ts';
import { startWorker } from '../../../worker/worker.ts';
import { reconcileRig, type ReconcileRig } from './reconcile-rig.ts';

const { ResetReapplyExcludeType } = proto.temporal.api.enums.v1;

/** Puts a version with a bug in the place of the worker. */
async function deployBug(rig: ReconcileRig): Promise<void> {
  await rig.stopWorker();
  const options = bundleOptions(temporalLogger(createLog('error')));
  const bug = fileURLToPath(new URL('./fails-on-sms.ts', import.meta.url));
  const worker = await startWorker({
    connection: { address: inject('temporalAddress') },
    namespace: rig.namespace,
    taskQueue: rig.taskQueue,
    bundle: await bundleWorkflowCode({
      ...options,
      workflowInterceptorModules: [...(options.workflowInterceptorModules ?? []), bug],
    }),
    outside: {
      orderServiceUrl: rig.sandbox.orderServiceUrl,
      orderServiceToken: rig.sandbox.token,
      mail: { smtpUrl: rig.sandbox.smtpUrl, from: 'returns@instaotp.example' },
      ledger: rig.ledger,
    },
  });
  onTestFinished(() => worker.stop());
}

/** As `temporal workflow reset --type LastWorkflowTask --reapply-exclude All` does. */
async function resetWithoutMessages(
  { temporal, namespace }: ReconcileRig,
  workflowId: string,
): Promise<void> {
  const handle = temporal.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const last = events?.findLast((event) => event.workflowTaskCompletedEventAttributes);
  await temporal.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId, runId },
    reason: 'its task fails',
    workflowTaskFinishEventId: last?.eventId ?? null,
    requestId: randomUUID(),
    resetReapplyExcludeTypes: [
      ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
      ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
    ],
  });
}

test('a purchase whose task keeps failing is a case for support, and goes on after a reset without its messages', async (context) => {
  const rig = await reconcileRig(context);
  const order = rig.sandbox.shop.buy();
  const { purchaseId } = order;
  const workflowId = workflowIdOf(purchaseId);
  await rig.temporal.workflow.start(WORKFLOW_TYPE, {
    args: [order],
    workflowId,
    taskQueue: rig.taskQueue,
    // The SDK reports only the first failure of a task; every later one lasts until this is over.
    workflowTaskTimeout: '1s',
  });
  const play = playOn(rig, order);
  await play.idle();
  const handle = rig.temporal.workflow.getHandle(workflowId);
  await deployBug(rig);
  await rig.returns.smsReceived(purchaseId, rig.sandbox.shop.deliverSms(purchaseId));
  await vi.waitFor(
    async () => {
      const { raw } = await handle.describe();
      expect(raw.pendingWorkflowTask?.attempt ?? 0).toBeGreaterThanOrEqual(5);
    },
    { timeout: 120_000, interval: 500 },
  );
  await expect(rig.returns.status(purchaseId)).rejects.toBeInstanceOf(StatusFailedError);

  const { runId, historyLength } = await handle.describe();
  const report = await rig.run();
  expect(report).toMatchObject({
    findings: [
      {
        purchaseId,
        kind: 'workflow_stuck',
        key: purchaseId,
        found: { ledger: { stage: 'awaiting_sms' }, workflow: { runId, historyLength } },
        done: { what: 'case', state: 'opened' },
      },
    ],
    notChecked: [],
  });
  expect(exitCodeOf(report)).toBe(1);
  expect(
    await rig.ledger.selectFrom('cases').select(['purchase_id', 'kind', 'settled_at']).execute(),
  ).toEqual([{ purchase_id: purchaseId, kind: 'workflow_stuck', settled_at: null }]);
  expect((await rig.run()).findings.map(({ done }) => done)).toMatchObject([{ what: 'case', state: 'open' }]);

  await resetWithoutMessages(rig, workflowId);
  await vi.waitFor(async () => expect((await play.status()).stage).toBe('awaiting_sms'), {
    timeout: 60_000,
    interval: 200,
  });
  expect(await rig.run()).toMatchObject({ noLongerFound: [{ kind: 'workflow_stuck' }], notChecked: [] });
  await play.pass(21 * MINUTE_MS);
  // The event is gone, and the shop knows of the SMS: asked to cancel, it says so.
  expect((await play.status()).stage).toBe('claim_window');
  await play.pass(5 * DAY_MS);
  expect((await play.status()).result).toMatchObject({ outcome: 'fulfilled', clause: 'P1' });
  expect(refundsOf(rig.sandbox, purchaseId)).toEqual([]);
});
