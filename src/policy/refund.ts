import { refundKey } from '../contract/ids.ts';
import type { Money } from '../contract/scalars.ts';
import type { Terms } from './terms.ts';

export interface OwedRefund extends Money {
  /** Names the original payment: whoever of a chain of replacements asks, it is one refund. */
  key: string;
}

/** R2, C1, C2, C3a. Always the full price of the original payment, without compensation. */
export function refundOwed({ price, originalPurchaseId }: Terms): OwedRefund {
  return { key: refundKey(originalPurchaseId), amount: price.amount, currency: price.currency };
}
