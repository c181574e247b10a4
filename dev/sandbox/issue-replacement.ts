import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { Money, PurchaseId } from '../../src/contract/scalars.ts';
import { ownEntry, stockKey, type ShopData, type ShopPurchase } from './shop-data.ts';
import type { Effect } from './idempotency.ts';
import { fictionalNumber } from './new-ids.ts';
import type { ShopContext } from './shop-context.ts';

export interface ReplacementWish {
  key: string;
  purchaseId: PurchaseId;
  price: Money;
  service: string;
  country: string;
}

/** Issues a new number of the same kind, if there is one left. */
export function issueReplacement(shop: ShopContext, wish: ReplacementWish): Effect {
  const { shopData } = shop;
  const refused = shop.trouble('refused');
  const old = ownEntry(shopData.purchases, wish.purchaseId);
  if (refused || old === undefined) {
    const reason = refused?.reason ?? 'no such purchase';
    shopData.replacements[wish.key] = { result: 'refused', reason };
    return { answer: { result: 'refused', reason }, final: false };
  }
  const shelf = stockKey(wish.service, wish.country);
  const left = ownEntry(shopData.stock, shelf);
  if (shop.trouble('out_of_stock') || left === 0) {
    shopData.replacements[wish.key] = { result: 'out_of_stock' };
    return { answer: { result: 'out_of_stock' }, final: true };
  }
  if (left !== undefined) shopData.stock[shelf] = left - 1;
  const order = newPurchase(shop, wish, old);
  shopData.purchases[order.purchaseId] = { order, status: 'active', issuedUnder: wish.key };
  shopData.replacements[wish.key] = { result: 'issued', purchaseId: order.purchaseId };
  return { answer: { result: 'issued', purchase: order }, final: true };
}

function newPurchase(shop: ShopContext, wish: ReplacementWish, old: ShopPurchase): PurchaseOrder {
  const { amount, currency } = wish.price;
  return {
    purchaseId: shop.newId('pur'),
    customer: old.order.customer,
    activation: {
      activationId: shop.newId('act'),
      phoneNumber: fictionalNumber(Object.keys(shop.shopData.purchases).length),
      service: wish.service,
      country: wish.country,
    },
    price: { amount: shop.trouble('other_price') ? amount + 1 : amount, currency },
    purchasedAt: new Date(shop.now()).toISOString(),
  };
}

/** The answer for a key. `undefined`: nothing happened under it. */
export function replacementAnswer(shopData: ShopData, key: string): object | undefined {
  const known = ownEntry(shopData.replacements, key);
  if (known?.result !== 'issued') return known;
  const purchase = ownEntry(shopData.purchases, known.purchaseId)?.order;
  return { result: 'issued', purchase };
}
