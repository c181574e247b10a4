import type { Instant } from '../../../../src/contract/scalars.ts';
import type { PurchaseStatus } from '../../../../src/contract/status.ts';

/** A purchase as the parts of a page show it. */
export interface ShownPurchase {
  status: PurchaseStatus;
  /** The purchase's own clock. */
  now: Instant;
  /** Its workflow is over, and `now` does not move any more. */
  ended: boolean;
}
