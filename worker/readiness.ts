import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import proto from '@temporalio/proto';
import { LedgerFailure } from '../src/ledger/ledger-unavailable.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import { askWritable, type Writable } from '../src/ledger/writable.ts';
import type { WatchedTasks } from './failing-tasks.ts';
import { remembered } from './remembered.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;

const ANSWER_TIMEOUT_MS = 2_000;
/** How long an answer of the server is used again, so that probes cost it next to nothing. */
const REMEMBERED_MS = 2_000;
/** How long an answer of the ledger is used again. What is asked, rights and roles, seldom changes. */
const LEDGER_REMEMBERED_MS = 10_000;

/** Whether the worker takes work. If not, `why` says so in words. */
export type Readiness = { ready: true } | { ready: false; why: string };

export interface ReadinessOptions {
  worker: Worker;
  mailWorker: Worker;
  ledgerWorker: Worker;
  connection: Connection;
  namespace: string;
  ledger: Ledger;
  /** Without it, a worker whose every task fails counts as ready. */
  tasks?: Pick<WatchedTasks, 'everyTaskFails'> | undefined;
}

/** A kind of task for which a worker polls the server. */
interface Polling {
  worker: Worker;
  type: proto.temporal.api.enums.v1.TaskQueueType;
  for: string;
}

/**
 * Whether the worker takes work. It does if the Temporal server says that this worker polls for purchases, for their calls,
 * their mails and their writes to the ledger; if not every workflow task fails; and if the ledger, when it answers, may be
 * written to. Order service, mail server and a ledger that does not answer do not matter: purchases wait for them, and
 * fewer workers would not help.
 */
export function readinessOf({
  worker,
  mailWorker,
  ledgerWorker,
  connection,
  namespace,
  ledger,
  tasks,
}: ReadinessOptions): () => Promise<Readiness> {
  const polls: Polling[] = [
    { worker, type: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, for: 'purchases' },
    { worker, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, for: 'calls' },
    { worker: mailWorker, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, for: 'mails' },
    { worker: ledgerWorker, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, for: 'the ledger' },
  ];
  const isSeen = async ({ worker: { options }, type }: Polling): Promise<boolean> => {
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
      const seen = await Promise.all(polls.map(isSeen));
      const missing = polls.filter((_each, at) => seen[at] === false).map((each) => each.for);
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

  const askLedger = remembered(LEDGER_REMEMBERED_MS, async (): Promise<Readiness> => {
    const asked = askWritable(ledger).catch((error: unknown): Writable => {
      if (!(error instanceof LedgerFailure)) throw error;
      return { writable: true };
    });
    const answer = await Promise.race([asked, delay(ANSWER_TIMEOUT_MS, undefined, { ref: false })]);
    return answer?.writable === false ? { ready: false, why: answer.why } : { ready: true };
  });

  return async () => {
    const states = [worker, mailWorker, ledgerWorker].map((each) => each.getState());
    const state = states.find((each) => each !== 'RUNNING');
    if (state !== undefined) return { ready: false, why: `the worker is ${state.toLowerCase()}` };
    if (tasks?.everyTaskFails() === true) return { ready: false, why: 'every workflow task fails' };
    const polling = await ask();
    return polling.ready ? askLedger() : polling;
  };
}
