import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { freePorts } from '../../src/temporal/free-ports.ts';
import { createLog, installRuntime } from '../../worker/log.ts';
import { startWorker } from '../../worker/worker.ts';
import type { ThreadAccount } from '../measure/threads.ts';
import { startBareWorker } from '../bare/worker.ts';
import { taskQueueOf, type Contender } from './contender.ts';

/** What the bench gives to a worker process, as JSON in its only argument. */
export interface WorkerSettings {
  contender: Contender;
  address: string;
  namespace: string;
  bundlePath: string;
  orderServiceUrl: string;
  orderServiceToken: string;
  smtpUrl: string;
  /** Migrated. */
  databaseUrl: string;
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
const start = settings.contender === 'ours' ? startWorker : startBareWorker;
const worker = await start({
  connection: { address: settings.address },
  namespace: settings.namespace,
  taskQueue: taskQueueOf(settings.contender),
  bundle: { codePath: settings.bundlePath },
  outside: {
    orderServiceUrl: settings.orderServiceUrl,
    orderServiceToken: settings.orderServiceToken,
    mail: { smtpUrl: settings.smtpUrl, from: 'returns@instaotp.example' },
    ledger: openPostgres(settings.databaseUrl),
  },
});

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
