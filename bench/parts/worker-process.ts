import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { Runtime } from '@temporalio/worker';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { createLog, installRuntime } from '../../worker/log.ts';
import { PAYLOAD_CONVERTER_PATH } from '../../worker/bundle.ts';
import { defaultCacheSize } from '../../worker/cache-size.ts';
import { purchaseMetrics } from '../../worker/metrics.ts';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import { startWorker, type ReturnsWorker } from '../../worker/worker.ts';
import type { WebhookConfig } from '../../worker/webhook-worker.ts';
import type { ThreadAccount } from '../measure/threads.ts';
import { bareActivities } from '../bare/activities.ts';
import { unrecordedActivities } from '../without-ledger/activities.ts';
import { taskQueueOf, type Variant } from './contender.ts';
import { startWorkerLikeOurs } from './worker-like-ours.ts';

/** What the bench gives to a worker process, as JSON in its only argument. */
export interface WorkerSettings {
  variant: Variant;
  address: string;
  namespace: string;
  bundlePath: string;
  orderServiceUrl: string;
  orderServiceToken: string;
  smtpUrl: string;
  /** Migrated. */
  databaseUrl: string;
  /** In hex. Absent: no webhooks are sent. */
  webhookSecret?: string | undefined;
}

const ANSWER_MS = { account: 300, collect: 1_500 };
const LATE_MS = 20_000;
const LOOK_AGAIN_MS = 50;
/** As many as have ever answered. */
let threads = 2;

const settings = JSON.parse(process.argv[2] ?? '') as WorkerSettings;
// With metrics, as in production.
const [metricsPort] = await freePorts(1);
installRuntime(createLog('error'), { metricsAddress: `127.0.0.1:${metricsPort}` });
const { orderServiceUrl, orderServiceToken, smtpUrl } = settings;
const shop = { orderServiceUrl, orderServiceToken, mail: { smtpUrl, from: 'returns@instaotp.example' } };
const options = {
  connection: { address: settings.address },
  namespace: settings.namespace,
  taskQueue: taskQueueOf(settings.variant),
  bundle: { codePath: settings.bundlePath },
  outside: { ...shop, ledger: openPostgres(settings.databaseUrl) },
};
const worker = await start(settings.variant);

function start(variant: Variant): Promise<Pick<ReturnsWorker, 'ended' | 'stop'>> {
  switch (variant) {
    case 'ours':
      return startWorker({ ...options, webhooks: webhooksOf(settings.webhookSecret) });
    case 'bare':
      return startWorkerLikeOurs(options, bareActivities(shop));
    case 'without_ledger': {
      const unrecorded = unrecordedActivities(shop);
      return startWorkerLikeOurs(options, {
        ...unrecorded,
        sendMail: (mail) => unrecorded.activities.sendMail(mail),
        dataConverter: { payloadConverterPath: PAYLOAD_CONVERTER_PATH },
        sinks: purchaseMetrics(Runtime.instance().metricMeter, defaultCacheSize()).sinks,
      });
    }
    default:
      return variant satisfies never;
  }
}

function webhooksOf(secret: string | undefined): WebhookConfig | undefined {
  if (secret === undefined) return undefined;
  const privateRanges = readPrivateRanges('127.0.0.0/8') ?? [];
  return { secret: Buffer.from(secret, 'hex'), privateRanges, alert: () => Promise.resolve(true) };
}

/** Asks every thread (`thread-hook.cjs`) and waits for all of them. */
async function accounts(ask: 'account' | 'collect'): Promise<ThreadAccount[]> {
  const channel = new BroadcastChannel('bench-account');
  const answers: ThreadAccount[] = [];
  channel.addEventListener('message', (event) => {
    const { data } = event as unknown as { data: ThreadAccount | string };
    if (typeof data !== 'string') answers.push(data);
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- among threads there are no origins
  channel.postMessage(ask);
  await delay(ANSWER_MS[ask]);
  // One missing would look like memory given back.
  const lateAt = performance.now() + LATE_MS;
  while (answers.length < threads && performance.now() < lateAt) await delay(LOOK_AGAIN_MS);
  threads = Math.max(threads, answers.length);
  channel.close();
  return answers;
}

// The bench is gone, or wants it to end: the channel closes. Work in flight is no longer of interest.
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message === 'account' || message === 'collect') {
    void accounts(message).then((answers) => process.send?.(answers));
  }
  if (message === 'stop') void worker.stop().then(() => process.exit(0));
});
process.send?.('ready');
await worker.ended;
