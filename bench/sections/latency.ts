import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { SeenEvent } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { ABBA, CONTENDERS, type Contender } from '../parts/contender.ts';
import { percentile, type Round } from '../report/statistics.ts';
import { eachAtRate } from '../workload/drive.ts';
import { endAll, historiesWhen, leftOpen, orders, waits, withWorkers, type Bench } from './bench.ts';
import { rounded, tenths, type Measured } from './raw.ts';

/** How long a start, a signal, and what follows from a signal take at a steady rate that leaves the machine room. */
export async function measureLatency(bench: Bench): Promise<void> {
  const { blocks, purchases, perSecond } = bench.sizes.latency;
  await withWorkers(bench, async () => {
    const left = leftOpen();
    const rounds: Round[] = [];
    const samples: NonNullable<Measured['samples']> = [];
    for (let block = 1; block <= blocks; block += 1) {
      for (const contender of ABBA) {
        const taken = await oneRound(bench, contender, left[contender]);
        rounds.push({
          contender,
          values: rounded(
            Object.fromEntries(
              Object.entries(taken).flatMap(([what, ms]) => [
                [`${what}P50`, percentile(ms, 50)],
                [`${what}P99`, percentile(ms, 99)],
              ]),
            ),
          ),
        });
        for (const [what, ms] of Object.entries(taken)) samples.push({ contender, what, ms: tenths(ms) });
        bench.say(
          `block ${block} of ${blocks}, ${contender}: start p50 ${percentile(taken.start, 50).toFixed(1)} ms`,
        );
      }
    }
    bench.keep('latency', { sizes: { purchases, perSecond }, rounds, samples });
    for (const contender of CONTENDERS) await endAll(bench, contender, left[contender]);
  });
}

/** Milliseconds. `processed`: from sending the signal to the end of the task it led to. */
type Taken = {
  start: number[];
  signal: number[];
  processed: number[];
};

async function oneRound(bench: Bench, contender: Contender, left: PurchaseOrder[]): Promise<Taken> {
  const { stack, players, signal, sizes } = bench;
  const { purchases, perSecond } = sizes.latency;
  const player = players[contender];
  const all = orders(purchases);
  left.push(...all);
  const sentAt: number[] = [];
  const start = await eachAtRate(all, { perSecond, signal }, (order) => player.open(order));
  await untilQuiet(stack.database, signal);
  const signalled = await eachAtRate(all, { perSecond, signal }, ({ purchaseId }, index) => {
    sentAt[index] = Date.now();
    return player.signal('smsReceived', purchaseId);
  });
  await untilQuiet(stack.database, signal);
  const histories = await historiesWhen(bench, contender, all, waits);
  const processed = histories.map((history, index) => processedAt(history) - (sentAt[index] ?? Number.NaN));
  return { start, signal: signalled, processed };
}

/** When the task that a signal led to was done. */
export function processedAt(history: readonly SeenEvent[]): number {
  const signalled = history.findLastIndex(({ kind }) => kind === 'workflowExecutionSignaled');
  const done = history.find(({ kind }, index) => index > signalled && kind === 'workflowTaskCompleted');
  if (signalled < 0 || done === undefined) throw new Error('a signal was not processed');
  return done.at;
}
