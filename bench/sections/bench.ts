import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { accountOf, rateBetween, type Rest } from '../measure/account.ts';
import { historiesOf, type SeenEvent } from '../measure/histories.ts';
import { untilQuiet } from '../measure/quiet.ts';
import type { Child } from '../parts/child.ts';
import type { Contender, Variant } from '../parts/contender.ts';
import type { Stack } from '../parts/stack.ts';
import { eachOf } from '../workload/drive.ts';
import { buyOrder, makeOrder, type OrderWish } from '../workload/orders.ts';
import { playerOf, type Player } from '../workload/player.ts';
import type { Measured, RawName } from './raw.ts';
import type { Sizes } from './sizes.ts';

/** What every section works with. */
export interface Bench {
  stack: Stack;
  sizes: Sizes;
  /** Fires when the section has taken too long. */
  signal: AbortSignal;
  say: (line: string) => void;
  players: Readonly<Record<Variant, Player>>;
  /** Keeps what was measured, so that nothing that breaks later can lose it. */
  keep: (name: RawName, measured: Measured) => void;
}

export const playersOn = (client: Client): Bench['players'] => ({
  ours: playerOf('ours', client),
  bare: playerOf('bare', client),
  without_ledger: playerOf('without_ledger', client),
});

/** Fast for the bench's own doings, gentle enough for the server. */
export const AT_A_TIME = 16;

export const orders = (count: number, wish?: OrderWish): PurchaseOrder[] =>
  Array.from({ length: count }, () => makeOrder(wish));

/** `wish` is asked for the n-th, from 0. */
export async function boughtOrders(
  { stack, signal }: Bench,
  count: number,
  wish: (n: number) => OrderWish,
): Promise<PurchaseOrder[]> {
  const bought: PurchaseOrder[] = [];
  const numbers = Array.from({ length: count }, (_, n) => n);
  await eachOf(numbers, { atATime: AT_A_TIME, signal }, async (n) => {
    bought[n] = await buyOrder(stack.sandboxUrl, wish(n));
  });
  return bought;
}

export async function openAll(
  { players, signal }: Bench,
  contender: Variant,
  all: readonly PurchaseOrder[],
  atATime = AT_A_TIME,
): Promise<void> {
  await eachOf(all, { atATime, signal }, (order) => players[contender].open(order));
}

export async function signalAll(
  { players, signal }: Bench,
  contender: Variant,
  name: 'smsReceived' | 'activationCompleted',
  all: readonly PurchaseOrder[],
  atATime = AT_A_TIME,
): Promise<void> {
  await eachOf(all, { atATime, signal }, ({ purchaseId }) => players[contender].signal(name, purchaseId));
}

/** The histories, once the server is quiet and each is `done`. Asks for them only while nothing else goes on. */
export async function historiesWhen(
  { stack, players, signal }: Bench,
  contender: Variant,
  all: readonly PurchaseOrder[],
  done: (history: SeenEvent[]) => boolean,
): Promise<SeenEvent[][]> {
  const ids = all.map(({ purchaseId }) => players[contender].workflowId(purchaseId));
  for (;;) {
    await untilQuiet(stack.database, signal);
    const histories = await historiesOf(stack.client, ids, signal);
    if (histories.every(done)) return histories;
  }
}

/** Its last task set a timer, and may have written to the ledger. */
export const waits = (history: SeenEvent[]): boolean =>
  history.findLast(({ kind }) => kind !== 'markerRecorded')?.kind === 'timerStarted';
export const closed = (history: SeenEvent[]): boolean =>
  history.at(-1)?.kind === 'workflowExecutionCompleted';

/** Ends what a section has left open. */
export async function endAll(
  { stack, players, signal }: Bench,
  contender: Variant,
  all: readonly PurchaseOrder[],
): Promise<void> {
  await eachOf(all, { atATime: AT_A_TIME, signal }, async ({ purchaseId }) => {
    await stack.client.workflow.getHandle(players[contender].workflowId(purchaseId)).terminate('measured');
  });
  await untilQuiet(stack.database, signal);
}

/** What one section or round leaves open, to be ended after the last measurement. */
export const leftOpen = (): Record<Contender, PurchaseOrder[]> => ({ ours: [], bare: [] });

/** Waits until PostgreSQL has counted what was committed until now. */
export const untilCounted = ({ sizes, signal }: Bench): Promise<void> =>
  delay(sizes.countedAfterMs, undefined, { signal });

/** Measures what the engine does when nothing is to be done. */
export async function restOf(bench: Bench, worker: Child): Promise<Rest> {
  await untilQuiet(bench.stack.database, bench.signal);
  await untilCounted(bench);
  const before = await accountOf(bench.stack, worker);
  await untilCounted(bench);
  return rateBetween(before, await accountOf(bench.stack, worker));
}

/** Runs `act` with a warm worker of each contender, and stops both. `act` may put another one in the place of a worker. */
export const withWorkers = <T>(
  bench: Bench,
  act: (workers: Record<Contender, Child>) => Promise<T>,
): Promise<T> => withWorkersOf(bench, 'bare', act);

/** The same of ours and another one. */
export async function withWorkersOf<V extends Variant, T>(
  bench: Bench,
  other: V,
  act: (workers: Record<'ours' | V, Child>) => Promise<T>,
): Promise<T> {
  const both = ['ours', other] as const;
  const started = await Promise.all(
    both.map(async (who) => [who, await bench.stack.startWorker(who)] as const),
  );
  // Sound: one of each.
  const workers = Object.fromEntries(started) as Record<'ours' | V, Child>;
  try {
    for (const who of [...both, ...both]) await warmUp(bench, who);
    return await act(workers);
  } finally {
    await Promise.all(both.map((who) => workers[who].stop()));
  }
}

const WARM_UP = 20;
const WARM_UP_RETURNS = 10;
const RETURNED_AFTER_MS = 1_000;

/** Both ways that the sections measure: an SMS, and none, so that no first call is in the figures. */
async function warmUp(bench: Bench, contender: Variant): Promise<void> {
  const all = orders(WARM_UP);
  await openAll(bench, contender, all);
  await signalAll(bench, contender, 'smsReceived', all);
  await endAll(bench, contender, all);
  const returned = await boughtOrders(bench, WARM_UP_RETURNS, () => ({
    smsDeadline: Date.now() + RETURNED_AFTER_MS,
  }));
  await openAll(bench, contender, returned);
  await historiesWhen(bench, contender, returned, closed);
}
