import type { ClauseId } from '../contract/clause-id.ts';
import type { Outcome } from '../contract/purchase-result.ts';
import type { ClaimStatus } from '../contract/status.ts';

export type ClosedClaim =
  | { status: 'withdrawn' }
  | { status: Exclude<ClaimStatus, 'open' | 'withdrawn'>; clause: ClauseId };

/** How a purchase ends when no remedy was owed: the last claim that was not withdrawn names the clause. */
export function outcomeWithoutRemedy(
  completed: boolean,
  claims: readonly ClosedClaim[],
): { outcome: Outcome; clause: ClauseId } {
  const last = claims.findLast((claim) => claim.status !== 'withdrawn');
  if (last === undefined) return { outcome: 'fulfilled', clause: completed ? 'R1' : 'P1' };
  if (last.status === 'remedied') return { outcome: 'fulfilled', clause: 'C3' };
  return { outcome: 'closed_without_remedy', clause: last.clause };
}
