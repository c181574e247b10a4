import { readFileSync } from 'node:fs';
import type { Child } from '../parts/child.ts';

/** Proportional set size in kilobytes, after every thread has collected its garbage. */
export async function memoryAfterCollecting(worker: Child): Promise<number> {
  const answered = worker.message(60_000);
  worker.send('collect');
  await answered;
  return memoryOf(worker.pid);
}

/** Proportional set size in kilobytes (proc(5), `smaps_rollup`). */
export function memoryOf(pid: number): number {
  const found = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`/proc/${pid}/smaps_rollup names no Pss`);
  return Number(found);
}
