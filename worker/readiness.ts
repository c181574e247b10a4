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
  mailWorker: Worker;
  connection: Connection;
  namespace: string;
}

/** What a worker asks the server for. */
interface Asking {
  worker: Worker;
  type: proto.temporal.api.enums.v1.TaskQueueType;
  for: string;
}

/**
 * Ready is what the Temporal server says: that this very worker asks it for purchases, for their calls and their mails. The order service and the mail
 * server have no say: without them purchases wait, and taking workers away would help nobody.
 */
export function readinessOf({
  worker,
  mailWorker,
  connection,
  namespace,
}: ReadinessOptions): () => Promise<Readiness> {
  const asking: Asking[] = [
    { worker, type: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, for: 'purchases' },
    { worker, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, for: 'calls' },
    { worker: mailWorker, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, for: 'mails' },
  ];
  const isHeardOf = async ({ worker: { options }, type }: Asking): Promise<boolean> => {
    const { pollers } = await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: options.taskQueue },
        taskQueueType: type,
      }),
    );
    return pollers?.some(({ identity }) => identity === options.identity) ?? false;
  };
  const ask = remembered(REMEMBERED_MS, async (): Promise<Readiness> => {
    try {
      const heardOf = await Promise.all(asking.map(isHeardOf));
      const missing = asking.filter((_each, at) => heardOf[at] === false).map((each) => each.for);
      if (missing.length === 0) return { ready: true };
      return {
        ready: false,
        why: `the Temporal server has not heard of this worker yet, for ${missing.join(', ')}`,
      };
    } catch (error) {
      if (!isGrpcServiceError(error)) throw error;
      return { ready: false, why: 'the Temporal server does not answer' };
    }
  });

  return async () => {
    const states = [worker, mailWorker].map((each) => each.getState());
    const state = states.find((each) => each !== 'RUNNING');
    if (state !== undefined) return { ready: false, why: `the worker is ${state.toLowerCase()}` };
    return ask();
  };
}
