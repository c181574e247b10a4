import { Worker, type NativeConnection } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';

/** Of the process that works on the purchases of `taskQueue`. */
export interface SideWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  graceMs: number;
}

/** Runs one kind of activity beside the purchases: from a task queue of its own, with as many slots as it can use. */
export const createSideWorker = (
  { connection, namespace, graceMs }: Omit<SideWorkerOptions, 'taskQueue'>,
  queue: { taskQueue: string; activities: Partial<PurchaseActivities>; atATime: number },
): Promise<Worker> =>
  Worker.create({
    connection,
    namespace,
    taskQueue: queue.taskQueue,
    activities: queue.activities,
    shutdownGraceTime: graceMs,
    maxConcurrentActivityTaskExecutions: queue.atATime,
  });
