import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { createLog, installRuntime } from '../../worker/log.ts';
import { startWorker } from '../../worker/worker.ts';
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
}

const COLLECT_MS = 3_000;

const settings = JSON.parse(process.argv[2] ?? '') as WorkerSettings;
installRuntime(createLog('error'));
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
  },
});

/** Asks every thread, and waits for the answers of those that have time. */
async function collectGarbage(): Promise<number> {
  const channel = new BroadcastChannel('bench-collect');
  const threads = new Set<number>();
  channel.onmessage = (event) => {
    const { data } = event as { data: { collected?: number } };
    if (data.collected !== undefined) threads.add(data.collected);
  };
  channel.postMessage('collect');
  await delay(COLLECT_MS);
  channel.close();
  return threads.size;
}

// The bench is gone, or wants it to end: the channel closes. Work in flight is no longer of interest.
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message === 'collect') void collectGarbage().then((threads) => process.send?.({ threads }));
  if (message === 'stop') void worker.stop().then(() => process.exit(0));
});
process.send?.('ready');
await worker.ended;
