import { setTimeout as delay } from 'node:timers/promises';
import { activityDoneAt } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { ABBA, CONTENDERS, type Contender } from '../parts/contender.ts';
import { percentile, type Round } from '../report/statistics.ts';
import { eachAtRate } from '../workload/drive.ts';
import {
  boughtOrders,
  closed,
  endAll,
  historiesWhen,
  leftOpen,
  openAll,
  orders,
  withWorkers,
  type Bench,
} from './bench.ts';
import { rounded, tenths, type Measured, type RawName } from './raw.ts';

/** With nothing else open, and with some. With many: `open.ts`. */
export async function measureDeadline(bench: Bench): Promise<void> {
  await withWorkers(bench, async () => {
    await deadlineToEffect(bench, 'deadline-none', 0);
    const { some } = bench.sizes.open;
    const left = leftOpen();
    for (const contender of CONTENDERS) {
      left[contender] = orders(some / 2);
      await openAll(bench, contender, left[contender]);
    }
    await deadlineToEffect(bench, 'deadline-some', some);
    for (const contender of CONTENDERS) await endAll(bench, contender, left[contender]);
  });
}

/** How long after `smsDeadline` the shop has answered the cancel, at a steady rate of such deadlines. */
export async function deadlineToEffect(bench: Bench, name: RawName, open: number): Promise<void> {
  const { blocks, purchases, perSecond } = bench.sizes.deadline;
  const rounds: Round[] = [];
  const samples: NonNullable<Measured['samples']> = [];
  for (let block = 1; block <= blocks; block += 1) {
    for (const contender of ABBA) {
      const lateMs = await oneRound(bench, contender);
      const [p50, p99] = [percentile(lateMs, 50), percentile(lateMs, 99)];
      rounds.push({ contender, values: rounded({ p50, p99 }) });
      samples.push({ contender, what: 'effect', ms: tenths(lateMs) });
      bench.say(`${open} open, ${contender}: p50 ${p50} ms, p99 ${p99} ms`);
    }
  }
  bench.keep(name, { sizes: { open, purchases, perSecond }, rounds, samples });
}

const OPENED_PER_SECOND = 8;

async function oneRound(bench: Bench, contender: Contender): Promise<number[]> {
  const { purchases, perSecond } = bench.sizes.deadline;
  const begin = Date.now() + bench.sizes.leadMs + (purchases * 1_000) / OPENED_PER_SECOND;
  const dueAt = (n: number): number => Math.round(begin + (n * 1_000) / perSecond);
  const all = await boughtOrders(bench, purchases, (n) => ({ smsDeadline: dueAt(n) }));
  // One after the other: a timer is as late as the task that sets it, and tasks in a queue would set them late.
  await eachAtRate(all, { perSecond: OPENED_PER_SECOND, signal: bench.signal }, (order) =>
    bench.players[contender].open(order),
  );
  await untilQuiet(bench.stack.database, bench.signal);
  if (Date.now() > begin) throw new Error('the first deadline was over before the last purchase waited');
  await delay(dueAt(purchases) - Date.now(), undefined, { signal: bench.signal });
  const histories = await historiesWhen(bench, contender, all, closed);
  return histories.map((history, n) => activityDoneAt(history, 'cancelActivation') - dueAt(n));
}
