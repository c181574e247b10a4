import type { ClauseId } from './clause-id.ts';
import type { Timestamp } from './scalars.ts';
import type { RefundView, ReplacementView } from './status.ts';

export type Outcome = 'fulfilled' | 'refunded' | 'replaced' | 'closed_without_remedy';

/**
 * How a purchase ended. The workflow's return value.
 * @example
 * const result: PurchaseResult = { outcome: 'fulfilled', clause: 'R1', closedAt: '2026-03-06T10:00:00.000Z' };
 */
export interface PurchaseResult {
  outcome: Outcome;
  clause: ClauseId;
  refund?: RefundView;
  replacement?: ReplacementView;
  closedAt: Timestamp;
}
