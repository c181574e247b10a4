import { expect } from 'vitest';
import { imbalances, type Evidence } from './books-balance.ts';

/** Fails with every line that does not fit in its message: where no difference is printed, that is all there is. */
export function expectBalance(evidence: Evidence): void {
  const wrong = imbalances(evidence);
  expect(wrong, wrong.join('\n')).toEqual([]);
}
