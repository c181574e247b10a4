import { assert } from 'vitest';
import { disagreements, type Evidence } from './records-agree.ts';

/**
 * Fails with every line that does not fit in its message: where no difference is printed, that is all there is.
 * `explain` says more about these lines.
 */
export function expectAgreement(evidence: Evidence, explain?: (wrong: readonly string[]) => string[]): void {
  const wrong = disagreements(evidence);
  assert(wrong.length === 0, [...wrong, ...(explain?.(wrong) ?? [])].join('\n'));
}

/** Fails with the purchases that have not closed. */
export function expectAllClosed({ lives }: Evidence): void {
  const open = lives.filter(({ state }) => state !== 'closed');
  assert(open.length === 0, open.map(({ purchaseId, state }) => `${purchaseId}: ${state}`).join('\n'));
}
