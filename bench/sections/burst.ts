import { setTimeout as delay } from 'node:timers/promises';
import { activityDoneAt } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { ABBA, type Contender } from '../parts/contender.ts';
import type { Round } from '../report/statistics.ts';
import { boughtOrders, closed, historiesWhen, openAll, withWorkers, type Bench } from './bench.ts';
import { rounded } from './raw.ts';

/** Many refunds due at the same instant: seconds until the shop has confirmed the last. */
export async function measureBurst(bench: Bench): Promise<void> {
  const { blocks, purchases } = bench.sizes.burst;
  await withWorkers(bench, async () => {
    const rounds: Round[] = [];
    for (let block = 1; block <= blocks; block += 1) {
      for (const contender of ABBA) {
        const seconds = await oneRound(bench, contender);
        rounds.push({ contender, values: rounded({ seconds }) });
        bench.say(`block ${block} of ${blocks}, ${contender}: ${seconds.toFixed(1)} s`);
      }
    }
    bench.keep('burst', { sizes: { purchases }, rounds });
  });
}

/** The time it takes to buy and open one, with a margin. */
const OPENING_MS = 35;

async function oneRound(bench: Bench, contender: Contender): Promise<number> {
  const { purchases } = bench.sizes.burst;
  const due = Date.now() + bench.sizes.leadMs + purchases * OPENING_MS;
  const all = await boughtOrders(bench, purchases, () => ({ smsDeadline: due }));
  await openAll(bench, contender, all);
  await untilQuiet(bench.stack.database, bench.signal);
  if (Date.now() > due) throw new Error('the refunds were due before the last purchase waited');
  await delay(due - Date.now(), undefined, { signal: bench.signal });
  const histories = await historiesWhen(bench, contender, all, closed);
  return (Math.max(...histories.map((history) => activityDoneAt(history, 'refund'))) - due) / 1_000;
}
