import { assert } from 'vitest';
import { imbalances, type Evidence } from './books-balance.ts';

/** Fails with every line that does not fit in its message: where no difference is printed, that is all there is. */
export function expectBalance(evidence: Evidence): void {
  const wrong = imbalances(evidence);
  assert(wrong.length === 0, wrong.join('\n'));
}
