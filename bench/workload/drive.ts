import { setTimeout as delay } from 'node:timers/promises';

/** Does something for each, some at a time: the next begins when one has ended. */
export async function eachOf<T>(
  items: readonly T[],
  { atATime, signal }: { atATime: number; signal: AbortSignal },
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of entries) {
      signal.throwIfAborted();
      await act(item, index);
    }
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}

/**
 * Does something for each at a steady rate, whether or not the ones before have ended: a slow server meets the same
 * arrivals as a fast one. Milliseconds that each took, in their order.
 */
export async function eachAtRate<T>(
  items: readonly T[],
  { perSecond, signal }: { perSecond: number; signal: AbortSignal },
  act: (item: T, index: number) => Promise<void>,
): Promise<number[]> {
  const begin = performance.now();
  const timed = async (item: T, index: number): Promise<number> => {
    await delay(Math.max(0, begin + (index * 1_000) / perSecond - performance.now()), undefined, { signal });
    const from = performance.now();
    await act(item, index);
    return performance.now() - from;
  };
  return Promise.all(items.map(timed));
}
