import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import { TASK_QUEUE } from '../src/contract/ids.ts';
import { PAYLOAD_CONVERTER_PATH } from './bundle.ts';

/** How long work in flight may take after a stop was asked for: one try of an activity (45 s) fits in. */
export const DRAIN_GRACE_MS = 50_000;

export interface ReturnsWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  /** Default: the contract's. */
  taskQueue?: string;
  bundle: WorkflowBundleOption;
  activities: PurchaseActivities;
}

/** The worker that lives the purchases. `run` until `shutdown`; work in flight is finished within `DRAIN_GRACE_MS`. */
export const createReturnsWorker = (options: ReturnsWorkerOptions): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue ?? TASK_QUEUE,
    workflowBundle: options.bundle,
    activities: { ...options.activities },
    dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
    shutdownGraceTime: DRAIN_GRACE_MS,
    // After a worker dies its purchases wait this long for it before another one takes them; the default is 10 s.
    stickyQueueScheduleToStartTimeout: '1 s',
    // Each is a call to the shop or to the mail server: enough to bridge slow ones, few enough to be polite.
    maxConcurrentActivityTaskExecutions: 50,
  });
