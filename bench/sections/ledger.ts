import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { skipTime } from '../../dev/server/skip-time.ts';
import { accountOf, costBetween, type Rest } from '../measure/account.ts';
import { tasksIn, timeoutsIn, type SeenEvent } from '../measure/histories.ts';
import { probeLedger, type LedgerProbe } from '../measure/ledger.ts';
import { untilQuiet } from '../measure/quiet.ts';
import type { Child } from '../parts/child.ts';
import { inTurn } from '../parts/contender.ts';
import { startStack } from '../parts/stack.ts';
import { median, type Round } from '../report/statistics.ts';
import { eachAtRate, eachOf } from '../workload/drive.ts';
import {
  AT_A_TIME,
  boughtOrders,
  closed,
  historiesWhen,
  playersOn,
  restOf,
  untilCounted,
  withWorkersOf,
  type Bench,
} from './bench.ts';
import { rounded } from './raw.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/policy/duration.ts';

const SMS_WITHIN_MS = 20 * MINUTE_MS;

const LIVES = ['happy', 'timeout'] as const;
type Life = (typeof LIVES)[number];
type Side = 'ours' | 'without_ledger';

/** A bench on parts of its own, and what looks at its ledger. */
interface LedgerBench extends Bench {
  ledger: LedgerProbe;
}

/**
 * What the ledger costs: whole lives of ours against the very same workflow that writes nothing down. On a server and
 * database of its own, where the waiting can be skipped; a skip costs both the same.
 */
export async function measureLedger(bench: Bench): Promise<void> {
  const { bundles } = bench.stack;
  const stack = await startStack({
    heapMb: bench.sizes.heapMb,
    timeSkipping: true,
    bundles,
    say: bench.say,
  });
  try {
    const ledger = await probeLedger(stack.ledger.url);
    const own: LedgerBench = { ...bench, stack, players: playersOn(stack.client), ledger };
    await withWorkersOf(own, 'without_ledger', async (workers) => {
      const rest = await restOf(own, workers.ours);
      for (const life of LIVES) await measureLife(own, life, workers, rest);
    }).finally(() => ledger.close());
  } finally {
    await stack.stop();
  }
}

async function measureLife(
  bench: LedgerBench,
  life: Life,
  workers: Record<Side, Child>,
  rest: Rest,
): Promise<void> {
  const { blocks, purchases, perSecond } = bench.sizes.ledger;
  const rounds: Round[] = [];
  const before = await bench.ledger.counters();
  for (let block = 1; block <= blocks; block += 1) {
    for (const side of inTurn('without_ledger')) {
      const round = await oneRound(bench, life, side, workers[side], rest);
      rounds.push(round);
      const cpuMs = Math.round(round.values['cpu'] ?? 0);
      bench.say(`${life}, block ${block} of ${blocks}, ${side}: ${cpuMs} ms CPU`);
    }
  }
  const after = await bench.ledger.counters();
  const recorded = purchases * rounds.filter(({ contender }) => contender === 'ours').length;
  bench.keep(`ledger-${life}`, {
    sizes: { purchases, perSecond },
    rounds,
    values: { ledgerBytes: [Math.round((after.bytes - before.bytes) / recorded)] },
  });
}

async function oneRound(
  bench: LedgerBench,
  life: Life,
  side: Side,
  worker: Child,
  rest: Rest,
): Promise<Round> {
  const { purchases } = bench.sizes.ledger;
  const all = await boughtOrders(bench, purchases, () => ({ smsDeadline: Date.now() + SMS_WITHIN_MS }));
  const ledgerBefore = await bench.ledger.counters();
  const before = await accountOf(bench.stack, worker);
  await live(bench, life, side, all);
  await untilCounted(bench);
  const after = await accountOf(bench.stack, worker);
  const ledgerAfter = await bench.ledger.counters();

  const histories = await historiesWhen(bench, side, all, closed);
  if (side === 'without_ledger' && histories.some(recorded)) {
    throw new Error('what should not have a ledger wrote into it');
  }
  const each = (count: (history: SeenEvent[]) => number): number =>
    histories.reduce((sum, history) => sum + count(history), 0) / purchases;
  return {
    contender: side,
    values: rounded({
      // Of one that nothing disturbed: a task that times out has events of its own.
      events: median(histories.map(({ length }) => length)),
      workflowTasks: each(tasksIn),
      taskTimeouts: each(timeoutsIn),
      ...costBetween(before, after, rest, purchases),
      ledgerCommits: (ledgerAfter.commits - ledgerBefore.commits) / purchases,
      ledgerRows: (ledgerAfter.rows - ledgerBefore.rows) / purchases,
    }),
  };
}

/** All of them from opening to their end. */
async function live(
  bench: LedgerBench,
  life: Life,
  side: Side,
  all: readonly PurchaseOrder[],
): Promise<void> {
  const { stack, signal, sizes } = bench;
  const { perSecond } = sizes.ledger;
  const player = bench.players[side];
  const quiet = (): Promise<void> => untilQuiet(stack.database, signal);
  await eachAtRate(all, { perSecond, signal }, (order) => player.open(order));
  await quiet();
  if (life === 'happy') {
    for (const name of ['smsReceived', 'activationCompleted'] as const) {
      await eachAtRate(all, { perSecond, signal }, ({ purchaseId }) => player.signal(name, purchaseId));
      await quiet();
    }
  }
  const durationMs = MINUTE_MS + (life === 'happy' ? 120 * HOUR_MS : SMS_WITHIN_MS);
  await eachOf(all, { atATime: AT_A_TIME, signal }, async ({ purchaseId }) => {
    const workflow = {
      namespace: stack.namespace,
      workflowId: player.workflowId(purchaseId),
    };
    const skip = await skipTime(stack.client.workflowService, { ...workflow, durationMs });
    if (skip.result === 'failed') throw new Error(`time was not skipped: ${skip.reason}`);
  });
  await quiet();
}

/** A local activity has left its mark. */
const recorded = (history: SeenEvent[]): boolean => history.some(({ kind }) => kind === 'markerRecorded');
