import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import {
  NativeConnection,
  Runtime,
  Worker,
  type NativeConnectionOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { TASK_QUEUE } from '../src/contract/ids.ts';
import { NoTemporalServer } from '../src/temporal/server-connection.ts';
import { connectActivities, type OutsideWorld } from './activities.ts';
import { PAYLOAD_CONVERTER_PATH } from './bundle.ts';
import { defaultCacheSize } from './cache-size.ts';
import { createMailWorker } from './mail-worker.ts';
import { createLedgerWorker } from './ledger-worker.ts';
import { purchaseMetrics } from './metrics.ts';
import { startFeedWriter } from '../src/feed/feed-writer.ts';
import { openOnRecord, openPurchases } from './open-purchases.ts';
import { readinessOf, type Readiness } from './readiness.ts';
import { runTogether } from './run-together.ts';
import { snapshotBatches } from './snapshot-batches.ts';
import { createWebhookWorker, type WebhookConfig } from './webhook-worker.ts';
import { watchTasks } from './failing-tasks.ts';
import { CALLS_END } from '../src/temporal/calls-end.ts';

/** How long work in flight may take after `stop`. One try of an activity (45 s) fits in. */
export const DRAIN_GRACE_MS = 50_000;

/** A page of a history can be larger than the 4 MB that a client takes by default: one event has up to 2 MB. */
const LARGE_ANSWERS = { 'grpc.max_receive_message_length': 64 * 1024 * 1024 };

export interface ReturnsWorkerOptions {
  connection: ConnectionOptions & NativeConnectionOptions;
  namespace: string;
  /** Default: `TASK_QUEUE` of the contract. */
  taskQueue?: string;
  bundle: WorkflowBundleOption;
  outside: OutsideWorld;
  /** Absent: nothing is sent to anybody. The feed is written all the same. */
  webhooks?: WebhookConfig | undefined;
  /** How many purchases are kept in memory. Default: `defaultCacheSize`. */
  cacheSize?: number | undefined;
  /**
   * How long a task waits for the worker that has its purchase in memory, before any other takes it. Default: 1 s, as after a
   * worker has died its purchases wait so long. The SDK's default is 10 s.
   */
  stickyTimeoutMs?: number | undefined;
  /** The SDK's metrics in Prometheus' text format. Without it a worker whose every task fails counts as ready. */
  sdkMetrics?: () => Promise<string>;
}

export interface ReturnsWorker {
  /** Rejects when the worker fails; resolves after `stop`. */
  ended: Promise<void>;
  readiness(): Promise<Readiness>;
  /** Writes the snapshots that purchases have given to this worker. Resolves after one try, whether it worked or not. */
  flush(): Promise<void>;
  /** Updates the gauges of the metrics. */
  takeStock(): Promise<void>;
  /** Takes no new work and finishes what is in flight, within `DRAIN_GRACE_MS`. */
  stop(): Promise<void>;
}

/** By the text of the error, because the SDK gives it no code. */
const mayNotDescribe = (error: unknown): boolean =>
  error instanceof Error && /could not be described: .*PermissionDenied/s.test(error.message);

const notDescribed = (namespace: string): string =>
  `The Temporal server does not let a worker describe namespace ${namespace}, and without that none starts: ` +
  'give that right to the credentials of TEMPORAL_API_KEY or TEMPORAL_TLS_CLIENT_CERT_PATH.';

/** Starts the worker that runs the purchases. Throws `NoTemporalServer` if it may not describe the namespace. */
export async function startWorker(options: ReturnsWorkerOptions): Promise<ReturnsWorker> {
  const {
    namespace,
    taskQueue = TASK_QUEUE,
    cacheSize = defaultCacheSize(),
    sdkMetrics,
    stickyTimeoutMs = 1_000,
  } = options;
  const native = await NativeConnection.connect(options.connection);
  const connection = await Connection.connect({
    ...options.connection,
    channelArgs: { ...options.connection.channelArgs, ...LARGE_ANSWERS },
    interceptors: CALLS_END,
  });
  const client = new Client({ connection, namespace });
  const { activities, close } = connectActivities(options.outside, { client, taskQueue });
  const { ledger } = options.outside;
  const log = Runtime.instance().logger;
  const webhooks =
    options.webhooks &&
    (await createWebhookWorker({
      ...options.webhooks,
      connection: native,
      client,
      namespace,
      taskQueue,
      ledger,
      log,
      graceMs: DRAIN_GRACE_MS,
    }));
  const feedWriter = startFeedWriter(
    { ledger, service: connection.workflowService, namespace, log, now: () => new Date() },
    () => webhooks?.nudge(),
  );
  const recordPurchase: typeof activities.recordPurchase = async (snapshot) => {
    await activities.recordPurchase(snapshot);
    feedWriter.nudge();
  };
  const batches = snapshotBatches({
    ledger: options.outside.ledger,
    now: () => new Date(),
    written: () => feedWriter.nudge(),
    lost: (why, about) =>
      Runtime.instance().logger.warn('snapshots of purchases are not in the ledger', { why, ...about }),
  });
  const metrics = purchaseMetrics(Runtime.instance().metricMeter, cacheSize);
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    workflowBundle: options.bundle,
    activities: { ...activities, recordPurchase },
    dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
    shutdownGraceTime: DRAIN_GRACE_MS,
    stickyQueueScheduleToStartTimeout: stickyTimeoutMs,
    // Calls to the shop: enough to bridge slow ones, few enough to be polite. The mail worker sends the mails, except
    // those that were scheduled before mails had a queue of their own.
    maxConcurrentActivityTaskExecutions: 50,
    // Limits the memory. It costs little, because a purchase sleeps for days and wakes a few times.
    maxCachedWorkflows: cacheSize,
    sinks: { ...metrics.sinks, ...batches.sinks },
  }).catch((error: unknown) => {
    throw mayNotDescribe(error) ? new NoTemporalServer(notDescribed(namespace), { cause: error }) : error;
  });
  const mailWorker = await createMailWorker({
    connection: native,
    namespace,
    taskQueue,
    sendMail: (mail) => activities.sendMail(mail),
    graceMs: DRAIN_GRACE_MS,
  });
  const ledgerWorker = await createLedgerWorker({
    connection: native,
    namespace,
    taskQueue,
    recordPurchase,
    graceMs: DRAIN_GRACE_MS,
  });
  const countOpen = openPurchases({ connection, namespace, taskQueue });
  const onRecord = openOnRecord(options.outside.ledger);
  const tasks = sdkMetrics && watchTasks(sdkMetrics);
  const running = runTogether([worker, mailWorker, ledgerWorker, ...(webhooks ? [webhooks.worker] : [])]);
  const ended = running.ended.finally(async () => {
    tasks?.stop();
    await batches.stop();
    await feedWriter.stop();
    await webhooks?.stop();
    close();
    await connection.close();
    await native.close();
    // `close` of the other connection does so itself. Left enabled, it costs every later promise of the process a little.
    native.callContextStorage.disable();
  });
  return {
    ended,
    readiness: readinessOf({
      worker,
      mailWorker,
      ledgerWorker,
      connection,
      namespace,
      ledger: options.outside.ledger,
      tasks,
    }),
    flush: () => batches.flush(),
    async takeStock() {
      const [open, record] = await Promise.all([countOpen(), onRecord()]);
      metrics.takeStock({ open, stages: record?.stages, currencies: record?.currencies });
    },
    stop: async () => {
      running.shutdown();
      await ended;
    },
  };
}
