import type { Child } from '../parts/child.ts';
import type { Stack } from '../parts/stack.ts';
import { cpuSecondsOf } from './cpu.ts';
import type { DatabaseCounters } from './database.ts';

/** What was used so far. CPU in seconds. */
export interface Account extends DatabaseCounters {
  atMs: number;
  worker: number;
  server: number;
  database: number;
}

/** What the engine does per second when nothing is to be done. */
export type Rest = Omit<Account, 'atMs'>;

export async function accountOf({ database, server }: Stack, worker: Child): Promise<Account> {
  return {
    ...(await database.counters()),
    atMs: performance.now(),
    worker: cpuSecondsOf(worker.pid),
    server: await server.serverCpuSeconds(),
    database: await server.databaseCpuSeconds(),
  };
}

export function rateBetween(before: Account, after: Account): Rest {
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

/** Of one purchase among so many, less what the engine does at rest. CPU in milliseconds. */
export function costBetween(before: Account, after: Account, rest: Rest, purchases: number) {
  const perPurchase = (key: keyof Rest): number =>
    (after[key] - before[key] - (rest[key] * (after.atMs - before.atMs)) / 1_000) / purchases;
  const cpuWorker = 1_000 * perPurchase('worker');
  const cpuServer = 1_000 * perPurchase('server');
  const cpuDatabase = 1_000 * perPurchase('database');
  return {
    commits: perPurchase('commits'),
    writes: perPurchase('writes'),
    walBytes: perPurchase('walBytes'),
    cpu: cpuWorker + cpuServer + cpuDatabase,
    cpuWorker,
    cpuServer,
    cpuDatabase,
  };
}
