import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import proto from '@temporalio/proto';
import { remembered } from './remembered.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;

const ANSWER_TIMEOUT_MS = 2_000;
/** An answer of the server counts this long, so that probes cost it next to nothing. */
const REMEMBERED_MS = 2_000;

/** Whether the worker takes work. If not, `why` says so in words. */
export type Readiness = { ready: true } | { ready: false; why: string };

export interface ReadinessOptions {
  worker: Worker;
  connection: Connection;
  namespace: string;
  taskQueue: string;
}

/**
 * Ready is what the Temporal server says: that this very worker asks it for purchases. The order service and the mail
 * server have no say: without them purchases wait, and taking workers away would help nobody.
 */
export function readinessOf({
  worker,
  connection,
  namespace,
  taskQueue,
}: ReadinessOptions): () => Promise<Readiness> {
  const { identity } = worker.options;
  const ask = remembered(REMEMBERED_MS, async (): Promise<Readiness> => {
    try {
      const { pollers } = await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
        connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        }),
      );
      const known = pollers?.some((poller) => poller.identity === identity) ?? false;
      return known
        ? { ready: true }
        : { ready: false, why: 'the Temporal server has not heard of this worker yet' };
    } catch (error) {
      if (!isGrpcServiceError(error)) throw error;
      return { ready: false, why: 'the Temporal server does not answer' };
    }
  });

  return async () => {
    const state = worker.getState();
    if (state !== 'RUNNING') return { ready: false, why: `the worker is ${state.toLowerCase()}` };
    return ask();
  };
}
