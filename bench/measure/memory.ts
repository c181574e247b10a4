import { readFileSync } from 'node:fs';
import type { Child } from '../parts/child.ts';
import { childrenOf } from './cpu.ts';
import { threadsOf } from './threads.ts';

export interface Memory {
  /** Proportional set size: all that the process has. */
  processKb: number;
  /** What JavaScript holds on to, in all threads. */
  heapKb: number;
}

/** After every thread has collected its garbage. */
export async function memoryOf(worker: Child): Promise<Memory> {
  const threads = await threadsOf(worker, 'collect');
  const heapBytes = threads.reduce((sum, thread) => sum + thread.heapBytes, 0);
  return { processKb: proportionalSetSizeKb(worker.pid), heapKb: heapBytes / 1_024 };
}

/** What a process and its children have, pages that they share counted once. */
export const familyMemoryMb = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, each) => sum + (unlessEnded(each) ?? 0), 0) / 1_024;

/** A child can end between two looks. */
function unlessEnded(pid: number): number | undefined {
  try {
    return proportionalSetSizeKb(pid);
  } catch {
    return undefined;
  }
}

/** From proc(5), `smaps_rollup`. */
function proportionalSetSizeKb(pid: number): number {
  const found = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`/proc/${pid}/smaps_rollup names no Pss`);
  return Number(found);
}
