import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { accountOf, costBetween, type Rest } from '../measure/account.ts';
import { taskDoneAt } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
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
  restOf,
  untilCounted,
  waits,
  withWorkers,
  type Bench,
} from './bench.ts';
import { rounded } from './raw.ts';

/**
 * What a purchase costs from opening over the SMS to its completion, after which it waits for days: transactions, WAL
 * and CPU, and how many can be opened per second. Less what the engine does at rest.
 */
export async function measureLoad(bench: Bench): Promise<void> {
  const { blocks, purchases, atATime } = bench.sizes.load;
  await withWorkers(bench, async (workers) => {
    const left = leftOpen();
    const rest = await restOf(bench, workers.ours);
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
  const before = await accountOf(bench.stack, worker);

  const openedAt = Date.now();
  const from = performance.now();
  await openAll(bench, contender, all, atATime);
  const acknowledgedMs = performance.now() - from;
  await untilQuiet(database, bench.signal);
  const opened = await accountOf(bench.stack, worker);
  const workflowsOpened = await workflowCpuMs(worker);
  for (const name of ['smsReceived', 'activationCompleted'] as const) {
    await signalAll(bench, contender, name, all, atATime);
    await untilQuiet(database, bench.signal);
  }
  await untilCounted(bench);
  const after = await accountOf(bench.stack, worker);

  const histories = await historiesWhen(bench, contender, all, waits);
  const waitingMs = Math.max(...histories.map((history) => taskDoneAt(history, 1))) - openedAt;

  const cost = costBetween(before, after, rest, purchases);
  return {
    contender,
    values: rounded({
      ...cost,
      firstTaskThreadCpu: (workflowsOpened - workflowsBefore) / purchases,
      firstTaskCpu: (1_000 * (opened.worker - before.worker)) / purchases,
      acknowledgedPerSecond: (1_000 * purchases) / acknowledgedMs,
      waitingPerSecond: (1_000 * purchases) / waitingMs,
    }),
  };
}
