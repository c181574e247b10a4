import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { DatabaseCounters } from '../measure/database.ts';
import { taskDoneAt } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { cpuSecondsOf } from '../measure/cpu.ts';
import { workflowCpuMs } from '../measure/threads.ts';
import type { Child } from '../parts/child.ts';
import { ABBA, CONTENDERS, type Contender } from '../parts/contender.ts';
import type { Round } from '../report/statistics.ts';
import {
  endAll,
  historiesWhen,
  leftOpen,
  openAll,
  orders,
  signalAll,
  untilCounted,
  waits,
  withWorkers,
  type Bench,
} from './bench.ts';
import { rounded } from './raw.ts';

interface Account extends DatabaseCounters {
  atMs: number;
  worker: number;
  server: number;
  database: number;
}

/** What the engine does per second when nothing is to be done. */
type Rest = Omit<Account, 'atMs'>;

/**
 * What a purchase costs from opening over the SMS to its completion, after which it waits for days: transactions, WAL
 * and CPU, and how many can be opened per second. Less what the engine does at rest.
 */
export async function measureLoad(bench: Bench): Promise<void> {
  const { blocks, purchases, atATime } = bench.sizes.load;
  await withWorkers(bench, async (workers) => {
    const left = leftOpen();
    const rest = await atRest(bench, workers.ours);
    const rounds: Round[] = [];
    for (let block = 1; block <= blocks; block += 1) {
      for (const contender of ABBA) {
        const round = await oneRound(bench, contender, workers[contender], rest, left[contender]);
        rounds.push(round);
        bench.say(
          `block ${block} of ${blocks}, ${contender}: ${Math.round(round.values['cpu'] ?? 0)} ms CPU`,
        );
      }
    }
    const { commits, writes, walBytes } = rest;
    bench.keep('load', {
      sizes: { purchases, atATime },
      rounds,
      values: { commitsPerSecondAtRest: [commits], writesAtRest: [writes], walBytesAtRest: [walBytes] },
    });
    for (const contender of CONTENDERS) await endAll(bench, contender, left[contender]);
  });
}

async function oneRound(
  bench: Bench,
  contender: Contender,
  worker: Child,
  rest: Rest,
  left: PurchaseOrder[],
): Promise<Round> {
  const { database } = bench.stack;
  const { purchases, atATime } = bench.sizes.load;
  const all = orders(purchases);
  left.push(...all);
  const workflowsBefore = await workflowCpuMs(worker);
  const before = await account(bench, worker);

  const openedAt = Date.now();
  const from = performance.now();
  await openAll(bench, contender, all, atATime);
  const acknowledgedMs = performance.now() - from;
  await untilQuiet(database, bench.signal);
  const opened = await account(bench, worker);
  const workflowsOpened = await workflowCpuMs(worker);
  for (const name of ['smsReceived', 'activationCompleted'] as const) {
    await signalAll(bench, contender, name, all, atATime);
    await untilQuiet(database, bench.signal);
  }
  await untilCounted(bench);
  const after = await account(bench, worker);

  const histories = await historiesWhen(bench, contender, all, waits);
  const waitingMs = Math.max(...histories.map((history) => taskDoneAt(history, 1))) - openedAt;

  const perPurchase = (key: keyof Rest): number =>
    (after[key] - before[key] - (rest[key] * (after.atMs - before.atMs)) / 1_000) / purchases;
  const cpuMs = {
    worker: 1_000 * perPurchase('worker'),
    server: 1_000 * perPurchase('server'),
    database: 1_000 * perPurchase('database'),
  };
  return {
    contender,
    values: rounded({
      commits: perPurchase('commits'),
      writes: perPurchase('writes'),
      walBytes: perPurchase('walBytes'),
      cpu: cpuMs.worker + cpuMs.server + cpuMs.database,
      cpuWorker: cpuMs.worker,
      cpuServer: cpuMs.server,
      cpuDatabase: cpuMs.database,
      firstTaskThreadCpu: (workflowsOpened - workflowsBefore) / purchases,
      firstTaskCpu: (1_000 * (opened.worker - before.worker)) / purchases,
      acknowledgedPerSecond: (1_000 * purchases) / acknowledgedMs,
      waitingPerSecond: (1_000 * purchases) / waitingMs,
    }),
  };
}

async function account({ stack }: Bench, worker: Child): Promise<Account> {
  return {
    ...(await stack.database.counters()),
    atMs: performance.now(),
    worker: cpuSecondsOf(worker.pid),
    server: await stack.server.serverCpuSeconds(),
    database: await stack.server.databaseCpuSeconds(),
  };
}

async function atRest(bench: Bench, worker: Child): Promise<Rest> {
  await untilQuiet(bench.stack.database, bench.signal);
  await untilCounted(bench);
  const before = await account(bench, worker);
  await untilCounted(bench);
  const after = await account(bench, worker);
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (key: keyof Rest): number => (after[key] - before[key]) / seconds;
  return {
    commits: rate('commits'),
    writes: rate('writes'),
    walBytes: rate('walBytes'),
    worker: rate('worker'),
    server: rate('server'),
    database: rate('database'),
  };
}
