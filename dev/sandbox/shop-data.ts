import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { ActivationId, Money, PurchaseId, Timestamp } from '../../src/contract/scalars.ts';

/** Money paid in and out, in minor units of one currency. */
export interface Balance {
  paidIn: number;
  paidOut: number;
}

/** A purchase as the shop has it on record. */
export interface ShopPurchase {
  order: PurchaseOrder;
  status: 'active' | 'cancelled' | 'completed';
  smsAt?: Timestamp;
  completedAt?: Timestamp;
  cancelledAt?: Timestamp;
  /** Of a replacement: the key under which it was issued. It was not paid for. */
  issuedUnder?: string;
}

export interface ShopRefund extends Money {
  refundId: string;
  status: 'confirmed' | 'pending' | 'refused';
  reason?: string;
  /** The purchase that asked. */
  purchaseId: PurchaseId;
}

export type ShopReplacement =
  | { result: 'issued'; purchaseId: PurchaseId }
  | { result: 'out_of_stock' }
  | { result: 'refused'; reason: string };

/** A request that came with an idempotency key. */
export interface ShopRequest {
  /** Hash of the method, the path and the body. */
  hash: string;
  /** The answer that every later request with this key gets. Absent while no answer was final. */
  final?: object;
}

/** Everything that the sandbox's shop knows. Plain data, saved as JSON. */
export interface ShopData {
  /** By currency. */
  balances: Record<string, Balance>;
  /** Numbers left for replacements, by `stockKey`. Absent: no limit. */
  stock: Record<string, number>;
  purchases: Record<PurchaseId, ShopPurchase>;
  /** By idempotency key. */
  refunds: Record<string, ShopRefund>;
  /** By idempotency key. */
  replacements: Record<string, ShopReplacement>;
  /** By idempotency key. */
  requests: Record<string, ShopRequest>;
}

export const emptyShopData = (): ShopData => ({
  balances: {},
  stock: {},
  purchases: {},
  refunds: {},
  replacements: {},
  requests: {},
});

export const stockKey = (service: string, country: string): string => `${service}/${country}`;

export function purchaseByActivation(
  shopData: ShopData,
  activationId: ActivationId,
): ShopPurchase | undefined {
  return Object.values(shopData.purchases).find(
    ({ order }) => order.activation.activationId === activationId,
  );
}

export function payIn(shopData: ShopData, { amount, currency }: Money): void {
  balanceOf(shopData, currency).paidIn += amount;
}

export function payOut(shopData: ShopData, { amount, currency }: Money): void {
  balanceOf(shopData, currency).paidOut += amount;
}

function balanceOf(shopData: ShopData, currency: string): Balance {
  return (shopData.balances[currency] ??= { paidIn: 0, paidOut: 0 });
}

/** Looks up only own entries: keys come from outside, and may be `constructor` or the like. */
export function ownEntry<T>(entries: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}
