import type { Money, PurchaseId } from '../../src/contract/scalars.ts';
import { ownEntry, payOut, type ShopData, type ShopRefund } from './shop-data.ts';
import type { Effect } from './idempotency.ts';
import type { ShopContext } from './shop-context.ts';
import { present } from '../../src/contract/present.ts';

export interface RefundWish extends Money {
  key: string;
  purchaseId: PurchaseId;
}

/** Pays the price of the purchase that the key names. It does not notice a second payment under another key. */
export function payBack(shop: ShopContext, { key, purchaseId, amount, currency }: RefundWish): Effect {
  const before = ownEntry(shop.shopData.refunds, key);
  if (before !== undefined && before.status !== 'refused') {
    return { answer: refundAnswer(before), final: false };
  }
  const reason = shop.trouble('refused')?.reason ?? whyNotPaid(shop.shopData, key, { amount, currency });
  const paid = (reason === undefined ? shop.trouble('other_amount') : undefined) ?? { amount, currency };
  const refund: ShopRefund = {
    refundId: before?.refundId ?? shop.newId('rf'),
    status: reason !== undefined ? 'refused' : shop.trouble('pending') ? 'pending' : 'confirmed',
    ...present({ reason }),
    amount: paid.amount,
    currency: paid.currency,
    purchaseId,
  };
  shop.shopData.refunds[key] = refund;
  if (refund.status === 'confirmed') payOut(shop.shopData, refund);
  // The record of the refund stays; its answer changes from pending to confirmed with the money.
  return { answer: refundAnswer(refund), final: false };
}

function whyNotPaid(shopData: ShopData, key: string, price: Money): string | undefined {
  const paid = ownEntry(shopData.purchases, key.replace(/^refund:/, ''));
  if (paid === undefined || paid.issuedUnder !== undefined) return 'no payment under this key';
  const { amount, currency } = paid.order.price;
  return amount === price.amount && currency === price.currency ? undefined : 'not the price that was paid';
}

/** The money arrives. `false`: nothing was on its way under this key. */
export function releaseRefund(shopData: ShopData, key: string): boolean {
  const refund = ownEntry(shopData.refunds, key);
  if (refund?.status !== 'pending') return false;
  refund.status = 'confirmed';
  payOut(shopData, refund);
  return true;
}

/** The bank sends the money back. `false`: there is no refund under this key that could fail. */
export function failRefund(shopData: ShopData, key: string, reason: string): boolean {
  const refund = ownEntry(shopData.refunds, key);
  if (refund === undefined || refund.status === 'refused') return false;
  if (refund.status === 'confirmed') payOut(shopData, { ...refund, amount: -refund.amount });
  refund.status = 'refused';
  refund.reason = reason;
  return true;
}

export function refundAnswer({ refundId, status, reason, amount, currency }: ShopRefund): object {
  return { refundId, status, ...present({ reason }), amount, currency };
}
