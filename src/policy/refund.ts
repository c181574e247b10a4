import type { RefundAnswer, RefundNotAsRecorded, RefundSettlement } from '../contract/activities.ts';
import { refundKey } from '../contract/ids.ts';
import type { Money } from '../contract/scalars.ts';
import type { Terms } from './terms.ts';

export interface OwedRefund extends Money {
  /** Names the original payment, so that all purchases of a chain ask for the same refund. */
  key: string;
}

/** R2, C1, C2, C3a. Always the full price of the original payment, without compensation. */
export function refundOwed({ price, originalPurchaseId }: Terms): OwedRefund {
  return { key: refundKey(originalPurchaseId), amount: price.amount, currency: price.currency };
}

/** Whether amount and currency are the same. */
export const sameMoney = (one: Money, other: Money): boolean =>
  one.amount === other.amount && one.currency === other.currency;

/**
 * What an answer about a refund means. `differs`: money has moved, or is about to, in another amount or currency than was
 * asked for; `by` says whose record differs.
 */
export type JudgedRefund =
  | { status: 'confirmed'; refundId: string; settled?: RefundSettlement }
  | { status: 'pending'; refundId: string; reason?: string }
  | { status: 'refused'; refundId: string; reason?: string }
  | { status: 'differs'; found: Money; by: 'order_service' | 'ledger' };

/**
 * Compares an answer with what was asked for. An amount or currency that it does not name counts as the one asked for.
 * A refused refund moved no money, so there is nothing to compare.
 */
export function judgeRefund(asked: Money, answer: RefundAnswer | RefundNotAsRecorded): JudgedRefund {
  const { amount = asked.amount, currency = asked.currency } = answer;
  const found = { amount, currency };
  if (answer.status === 'not_as_recorded') return { status: 'differs', found, by: 'ledger' };
  const { status, refundId, reason, settled } = answer;
  const why = reason === undefined ? {} : { reason };
  if (status === 'refused') return { status, refundId, ...why };
  if (!sameMoney(asked, found)) return { status: 'differs', found, by: 'order_service' };
  if (status === 'pending') return { status, refundId, ...why };
  return { status, refundId, ...(settled === undefined ? {} : { settled }) };
}

/** For support, in minor units: `asked 149 EUR, found 1 USD`. */
export const differenceWords = (asked: Money, found: Money): string =>
  `asked ${asked.amount} ${asked.currency}, found ${found.amount} ${found.currency}`;
