import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterEach, beforeEach, vi } from 'vitest';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { RunningRig } from '../../dev/rig/rig.ts';
import { describe, nowIn } from '../../src/temporal/workflow-clock.ts';

/** For requests that a stopped worker leaves on the server: nothing there shows that they have arrived. */
const ARRIVAL_MS = 150;

/** Stops the worker, lets `meanwhile` happen, and starts it again: what came in between is handled in one task. */
export async function withWorkerAway<T>(rig: RunningRig, meanwhile: () => Promise<T>): Promise<T> {
  await rig.stopWorker();
  try {
    return await meanwhile();
  } finally {
    await rig.startWorker();
  }
}

type WithWorkerAway = <T>(meanwhile: () => Promise<T>) => Promise<T>;

/**
 * The same for a file whose tests run side by side and share a rig. A restart costs seconds, so they share it too: the
 * worker is stopped once every test under way has asked for that, and starts again when all that they let happen has
 * happened.
 */
export function sharedAbsences(rigOf: () => RunningRig): WithWorkerAway {
  interface Waiting {
    happen: () => Promise<unknown>;
    workerIsBack: () => void;
    failed: (error: unknown) => void;
  }
  let testsUnderWay = 0;
  let waiting: Waiting[] = [];

  function goIfAllWait(): void {
    if (waiting.length === 0 || waiting.length < testsUnderWay) return;
    const all = waiting;
    waiting = [];
    withWorkerAway(rigOf(), () => Promise.allSettled(all.map(({ happen }) => happen()))).then(
      () => all.forEach(({ workerIsBack }) => workerIsBack()),
      (error: unknown) => all.forEach(({ failed }) => failed(error)),
    );
  }
  beforeEach(() => {
    testsUnderWay += 1;
  });
  afterEach(() => {
    testsUnderWay -= 1;
    goIfAllWait();
  });
  return async (meanwhile) => {
    let happening: ReturnType<typeof meanwhile> | undefined;
    await new Promise<void>((workerIsBack, failed) => {
      waiting.push({ happen: () => (happening = meanwhile()), workerIsBack, failed });
      goIfAllWait();
    });
    if (happening === undefined) throw new Error('the worker was not away');
    return happening;
  };
}

/** Sends requests in this order, and returns once they wait on the server. No worker may run. */
export async function arrived<T>(...requests: (() => Promise<T>)[]): Promise<{ answers: Promise<T[]> }> {
  const sent: Promise<T>[] = [];
  for (const request of requests) {
    sent.push(request());
    await delay(ARRIVAL_MS);
  }
  const answers = Promise.all(sent);
  // Awaited once the worker is back; a failure before that is not unhandled.
  answers.catch(() => undefined);
  return { answers };
}

/** Skips to the purchase's next timer, and no further than `atMostMs`. No worker may run: its task is left waiting. */
export async function untilTimerFires(
  { temporal, namespace }: RunningRig,
  purchaseId: string,
  atMostMs: number,
): Promise<void> {
  const service = temporal.workflowService;
  const workflowId = workflowIdOf(purchaseId);
  await service.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id: randomUUID(), duration: msToTs(atMostMs) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  await vi.waitFor(
    async () => {
      const { pendingWorkflowTask } = await describe(service, { namespace, workflowId });
      if (!pendingWorkflowTask) throw new Error('no timer has fired');
    },
    { timeout: 10_000, interval: 10 },
  );
}

/** Waits until the purchase's clock has passed an instant, without skipping. */
export async function untilPast(
  { temporal, namespace }: RunningRig,
  purchaseId: string,
  at: number,
): Promise<void> {
  const workflow = { namespace, workflowId: workflowIdOf(purchaseId) };
  await vi.waitFor(
    async () => {
      if (nowIn(await describe(temporal.workflowService, workflow)) <= at) throw new Error('not there yet');
    },
    { timeout: 10_000, interval: 10 },
  );
}
