import { getHeapStatistics } from 'node:v8';

/** More is of no use: most purchases sleep for days, and one that is not in memory is read back in milliseconds. */
const MOST = 1_000;
/** With fewer, purchases would be dropped and read back all the time. */
const FEWEST = 20;
/** What a purchase with a long claim takes of the heap. One that waits takes 150 kB (`docs/performance.md`). */
const HEAP_BYTES_EACH = 256 * 1_024;

/**
 * How many purchases a worker keeps in memory by default: as many as fit into half of the heap, 1,000 at most. The other
 * half is for the workflow code, the calls under way and garbage that is not collected yet.
 */
export function defaultCacheSize(heapLimitBytes = getHeapStatistics().heap_size_limit): number {
  const fitting = Math.floor(heapLimitBytes / 2 / HEAP_BYTES_EACH);
  return Math.min(MOST, Math.max(FEWEST, fitting));
}
