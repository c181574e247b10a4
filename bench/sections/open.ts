import { setTimeout as delay } from 'node:timers/promises';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { memoryOf } from '../measure/memory.ts';
import { untilQuiet } from '../measure/quiet.ts';
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
  withWorkers,
  type Bench,
} from './bench.ts';
import { deadlineToEffect } from './deadline.ts';
import { processedAt } from './latency.ts';
import { rounded } from './raw.ts';

type Workers = Record<Contender, Child>;
type Open = Record<Contender, PurchaseOrder[]>;

/** What many open purchases mean: memory, idle cost, lateness of deadlines, and the way back after a kill -9. */
export async function measureOpen(bench: Bench): Promise<void> {
  await withWorkers(bench, async (workers) => {
    const none = await idleCosts(bench);
    const open = await fill(bench, workers);
    const { many } = bench.sizes.open;
    bench.keep('idle', {
      sizes: { open: many, ...bench.sizes.idle },
      rounds: [],
      values: prefixed({ none, many: await idleCosts(bench) }),
    });
    await deadlineToEffect(bench, 'deadline-many', many);
    await recover(bench, workers, open);
    for (const contender of CONTENDERS) await endAll(bench, contender, open[contender]);
  });
}

/** Opens until many are open, in turn, and looks at the worker's memory after each step. */
async function fill(bench: Bench, workers: Workers): Promise<Open> {
  const { many } = bench.sizes.open;
  const { step, cachedSteps, evictedFromStep } = bench.sizes.memory;
  const open = leftOpen();
  const rounds: Round[] = [];
  // What the start has left behind goes with the first collection, some of it late.
  for (const contender of CONTENDERS) await memoryOf(workers[contender]);
  const before = { ours: await memoryOf(workers.ours), bare: await memoryOf(workers.bare) };
  for (let opened = 0; opened < many; opened += 4 * step) {
    for (const contender of ABBA) {
      const all = orders(step);
      await openAll(bench, contender, all);
      open[contender].push(...all);
      await untilQuiet(bench.stack.database, bench.signal);
      const now = await memoryOf(workers[contender]);
      const number = open[contender].length / step;
      const what = number <= cachedSteps ? 'cached' : number >= evictedFromStep ? 'evicted' : 'between';
      const perOpen = (now.processKb - before[contender].processKb) / step;
      const heapPerOpen = (now.heapKb - before[contender].heapKb) / step;
      rounds.push({ contender, values: rounded({ [what]: perOpen, [`${what}Heap`]: heapPerOpen }) });
      before[contender] = now;
      const kilobytes = `${perOpen.toFixed(1)} kB each, ${heapPerOpen.toFixed(1)} kB of it in use by JavaScript`;
      bench.say(`${contender}, ${open[contender].length} open: ${kilobytes} (${what})`);
    }
  }
  bench.keep('memory', { sizes: { step, cachedSteps, evictedFromStep }, rounds });
  return open;
}

interface IdleCosts extends Record<string, number[]> {
  commitsPerSecond: number[];
  writesPerSecond: number[];
  walBytesPerSecond: number[];
}

async function idleCosts(bench: Bench): Promise<IdleCosts> {
  const { stack, sizes, signal } = bench;
  const { slices, sliceMs } = sizes.idle;
  await untilQuiet(stack.database, signal);
  await untilCounted(bench);
  const costs: IdleCosts = { commitsPerSecond: [], writesPerSecond: [], walBytesPerSecond: [] };
  let before = await stack.database.counters();
  for (let slice = 0; slice < slices; slice += 1) {
    await delay(sliceMs, undefined, { signal });
    const now = await stack.database.counters();
    const rate = (key: keyof typeof now): number =>
      Math.round((10_000 * (now[key] - before[key])) / sliceMs) / 10;
    costs.commitsPerSecond.push(rate('commits'));
    costs.writesPerSecond.push(rate('writes'));
    costs.walBytesPerSecond.push(rate('walBytes'));
    before = now;
  }
  return costs;
}

const prefixed = (costs: Record<'none' | 'many', IdleCosts>): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(costs).flatMap(([open, values]) =>
      Object.entries(values).map(([key, value]) => [`${open}.${key}`, value]),
    ),
  );

/** kill -9 of the worker that has the purchases in its memory, signals at once, a new worker at once. */
async function recover(bench: Bench, workers: Workers, open: Open): Promise<void> {
  const { blocks, signals } = bench.sizes.recovery;
  const rounds: Round[] = [];
  const next = { ours: 0, bare: 0 };
  for (let block = 1; block <= blocks; block += 1) {
    for (const contender of ABBA) {
      const all = open[contender].slice(next[contender], (next[contender] += signals));
      if (all.length < signals) throw new Error('too few purchases are open for so many recoveries');
      // So that the worker that is killed is the one that Temporal keeps their tasks for.
      await signalAll(bench, contender, 'smsReceived', all);
      await untilQuiet(bench.stack.database, bench.signal);
      const killedAt = Date.now();
      await workers[contender].kill();
      const started = bench.stack.startWorker(contender);
      await signalAll(bench, contender, 'activationCompleted', all);
      workers[contender] = await started;
      const histories = await historiesWhen(bench, contender, all, isProcessed);
      const seconds = (Math.max(...histories.map(processedAt)) - killedAt) / 1_000;
      rounds.push({ contender, values: rounded({ seconds }) });
      bench.say(`recovery, ${contender}: ${seconds.toFixed(1)} s`);
    }
  }
  bench.keep('recovery', { sizes: { open: open.ours.length, signals }, rounds });
}

const isProcessed = (history: readonly { kind: string }[]): boolean =>
  history.at(-1)?.kind === 'timerStarted';
