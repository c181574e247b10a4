import { NativeConnection, Worker } from '@temporalio/worker';
import {
  DRAIN_GRACE_MS,
  MOST_HELD,
  type ReturnsWorker,
  type ReturnsWorkerOptions,
} from '../../worker/worker.ts';
import { bareActivities } from './activities.ts';

/** A worker with the options of ours (`worker/worker.ts`), for the bare workflow. */
export async function startBareWorker(
  options: ReturnsWorkerOptions & { taskQueue: string },
): Promise<Pick<ReturnsWorker, 'ended' | 'stop'>> {
  const native = await NativeConnection.connect(options.connection);
  const { activities, close } = bareActivities(options.outside);
  const worker = await Worker.create({
    connection: native,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    workflowBundle: options.bundle,
    activities: { ...activities },
    shutdownGraceTime: DRAIN_GRACE_MS,
    stickyQueueScheduleToStartTimeout: '1 s',
    maxConcurrentActivityTaskExecutions: 50,
    maxCachedWorkflows: MOST_HELD,
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
