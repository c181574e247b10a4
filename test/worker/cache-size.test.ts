import { expect, test } from 'vitest';
import { defaultCacheSize } from '../../worker/cache-size.ts';

const MB = 1_024 * 1_024;

test.each([
  { heapMb: 4_144, purchases: 1_000 },
  { heapMb: 500, purchases: 1_000 },
  { heapMb: 499, purchases: 998 },
  { heapMb: 176, purchases: 352 },
  { heapMb: 64, purchases: 128 },
  { heapMb: 1, purchases: 20 },
])('with a heap of $heapMb MB a worker keeps $purchases purchases in memory', ({ heapMb, purchases }) => {
  expect(defaultCacheSize(heapMb * MB)).toBe(purchases);
});
