import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import {
  DRAIN_GRACE_MS,
  MOST_HELD,
  type ReturnsWorker,
  type ReturnsWorkerOptions,
} from '../../worker/worker.ts';

/** What differs from one contender to the other. */
export interface Likeness extends Pick<WorkerOptions, 'dataConverter' | 'sinks'> {
  activities: object;
  /** After the worker has stopped. */
  close: () => void;
}

/** A worker with the options of ours (`worker/worker.ts`), for other activities. */
export async function startWorkerLikeOurs(
  options: ReturnsWorkerOptions & { taskQueue: string },
  { activities, close, ...more }: Likeness,
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
    maxCachedWorkflows: MOST_HELD,
    ...more,
  });
  const ended = worker.run().finally(async () => {
    close();
    await native.close();
  });
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}
