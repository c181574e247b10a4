import { taskDoneAt } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { ABBA, type Contender } from '../parts/contender.ts';
import type { Round } from '../report/statistics.ts';
import { endAll, historiesWhen, openAll, orders, waits, type Bench } from './bench.ts';
import { rounded } from './raw.ts';

/** From starting the worker's process to the first workflow task that it has done, of a purchase that waited for it. */
export async function measureColdStart(bench: Bench): Promise<void> {
  const { blocks } = bench.sizes.coldStart;
  const rounds: Round[] = [];
  for (let block = 1; block <= blocks; block += 1) {
    for (const contender of ABBA) rounds.push(await oneRound(bench, contender));
    bench.say(`block ${block} of ${blocks}`);
  }
  bench.keep('cold-start', { sizes: { blocks }, rounds });
}

async function oneRound(bench: Bench, contender: Contender): Promise<Round> {
  const { stack, signal } = bench;
  const all = orders(1);
  await openAll(bench, contender, all);
  await untilQuiet(stack.database, signal);
  const launchedAt = Date.now();
  const worker = await stack.startWorker(contender);
  try {
    const [history = []] = await historiesWhen(bench, contender, all, waits);
    await endAll(bench, contender, all);
    return { contender, values: rounded({ seconds: (taskDoneAt(history, 1) - launchedAt) / 1_000 }) };
  } finally {
    await worker.stop();
  }
}
