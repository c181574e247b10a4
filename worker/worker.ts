import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import {
  NativeConnection,
  Runtime,
  Worker,
  type NativeConnectionOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { TASK_QUEUE } from '../src/contract/ids.ts';
import { connectActivities, type OutsideWorld } from './activities.ts';
import { PAYLOAD_CONVERTER_PATH } from './bundle.ts';
import { purchaseMetrics } from './metrics.ts';
import { openPurchases, stagesOnRecord } from './open-purchases.ts';
import { readinessOf, type Readiness } from './readiness.ts';

/** How long work in flight may take after a stop was asked for: one try of an activity (45 s) fits in. */
export const DRAIN_GRACE_MS = 50_000;

/**
 * Purchases kept in memory. A purchase sleeps for days and wakes a few times: one that is not there is read back from
 * the server in milliseconds, so this bounds the memory and costs little.
 */
export const MOST_HELD = 1_000;

export interface ReturnsWorkerOptions {
  connection: ConnectionOptions & NativeConnectionOptions;
  namespace: string;
  /** Default: the contract's. */
  taskQueue?: string;
  bundle: WorkflowBundleOption;
  outside: OutsideWorld;
}

export interface ReturnsWorker {
  /** Rejects when the worker breaks down; resolves after `stop`. */
  ended: Promise<void>;
  readiness(): Promise<Readiness>;
  /** Brings the gauges of the metrics up to date. */
  takeStock(): Promise<void>;
  /** Takes no new work and finishes what is in flight, within `DRAIN_GRACE_MS`. */
  stop(): Promise<void>;
}

/** Starts the worker that lives the purchases. */
export async function startWorker(options: ReturnsWorkerOptions): Promise<ReturnsWorker> {
  const { namespace, taskQueue = TASK_QUEUE } = options;
  const native = await NativeConnection.connect(options.connection);
  const connection = await Connection.connect(options.connection);
  const client = new Client({ connection, namespace });
  const { activities, close } = connectActivities(options.outside, { client, taskQueue });
  const metrics = purchaseMetrics(Runtime.instance().metricMeter, MOST_HELD);
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    workflowBundle: options.bundle,
    activities: { ...activities },
    dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
    shutdownGraceTime: DRAIN_GRACE_MS,
    // After a worker dies its purchases wait this long for it before another one takes them; the default is 10 s.
    stickyQueueScheduleToStartTimeout: '1 s',
    // Each is a call to the shop or to the mail server: enough to bridge slow ones, few enough to be polite.
    maxConcurrentActivityTaskExecutions: 50,
    maxCachedWorkflows: MOST_HELD,
    sinks: metrics.sinks,
  });
  const countOpen = openPurchases({ connection, namespace, taskQueue });
  const countByStage = stagesOnRecord(options.outside.ledger);
  const ended = worker.run().finally(async () => {
    close();
    await connection.close();
    await native.close();
  });
  return {
    ended,
    readiness: readinessOf({ worker, connection, namespace, taskQueue }),
    async takeStock() {
      const [open, stages] = await Promise.all([countOpen(), countByStage()]);
      metrics.takeStock({ open, stages });
    },
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}
