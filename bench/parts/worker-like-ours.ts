import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { PurchaseActivities } from '../../src/contract/activities.ts';
import { defaultCacheSize } from '../../worker/cache-size.ts';
import { createMailWorker } from '../../worker/mail-worker.ts';
import { runTogether } from '../../worker/run-together.ts';
import { DRAIN_GRACE_MS, type ReturnsWorker, type ReturnsWorkerOptions } from '../../worker/worker.ts';

/** What differs from one contender to the other. */
export interface Likeness extends Pick<WorkerOptions, 'dataConverter' | 'sinks'> {
  activities: object;
  /** Of purchases like ours, whose mails have a queue of their own. */
  sendMail?: PurchaseActivities['sendMail'];
  /** After the worker has stopped. */
  close: () => void;
}

/** A worker with the options of ours (`worker/worker.ts`), for other activities. */
export async function startWorkerLikeOurs(
  options: ReturnsWorkerOptions & { taskQueue: string },
  { activities, sendMail, close, ...more }: Likeness,
): Promise<Pick<ReturnsWorker, 'ended' | 'stop'>> {
  const native = await NativeConnection.connect(options.connection);
  const worker = await Worker.create({
    connection: native,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    workflowBundle: options.bundle,
    activities,
    shutdownGraceTime: DRAIN_GRACE_MS,
    stickyQueueScheduleToStartTimeout: '1 s',
    maxConcurrentActivityTaskExecutions: 50,
    maxCachedWorkflows: defaultCacheSize(),
    ...more,
  });
  const mailWorkers =
    sendMail === undefined
      ? []
      : [
          await createMailWorker({
            connection: native,
            namespace: options.namespace,
            taskQueue: options.taskQueue,
            sendMail,
            graceMs: DRAIN_GRACE_MS,
          }),
        ];
  const running = runTogether([worker, ...mailWorkers]);
  const ended = running.ended.finally(async () => {
    close();
    await native.close();
  });
  return {
    ended,
    stop: async () => {
      running.shutdown();
      await ended;
    },
  };
}
