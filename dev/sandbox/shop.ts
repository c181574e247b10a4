import type { Customer, PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { refundKey } from '../../src/contract/ids.ts';
import type { Instant, Money, PurchaseId, Timestamp } from '../../src/contract/scalars.ts';
import type { OrderEvent } from '../../src/contract/signals.ts';
import { ownEntry, payIn, stockKey, type ShopPurchase } from './shop-data.ts';
import type { OpenShopData } from './shop-data-file.ts';
import { fictionalNumber, type NewId } from './new-ids.ts';
import { failRefund, releaseRefund } from './pay-back.ts';
import { present } from '../../src/contract/present.ts';

/** What is bought. What is left out gets a default. */
export interface Wish {
  purchaseId?: PurchaseId | undefined;
  service?: string | undefined;
  country?: string | undefined;
  price?: Money | undefined;
  customer?: Customer | undefined;
  purchasedAt?: Timestamp | undefined;
  smsDeadline?: Timestamp | undefined;
  policyVersion?: string | undefined;
}

/** The shop's own code. It only changes the shop's data: the caller sends the events to Temporal. */
export interface Shop {
  /** Takes the money, rents the number, returns the start input of the purchase. */
  buy(wish?: Wish): PurchaseOrder;
  /**
   * Each of these changes the shop's data and returns the event to send. Called again, it returns the same event.
   * `at`: when it happened, for a purchase whose own clock runs ahead of the shop's.
   */
  deliverSms(purchaseId: PurchaseId, at?: Instant): OrderEvent;
  complete(purchaseId: PurchaseId, at?: Instant): OrderEvent;
  cancel(purchaseId: PurchaseId, at?: Instant): OrderEvent;
  /** Confirms a pending refund. `false`: there is none. */
  releaseRefund(originalPurchaseId: PurchaseId): boolean;
  /** Makes a pending or confirmed refund fail. `false`: there is none. */
  failRefund(originalPurchaseId: PurchaseId, reason?: string): boolean;
  /** The event for the present state of a refund. */
  refundUpdated(originalPurchaseId: PurchaseId, at?: Instant): OrderEvent;
  /** Sets how many numbers are left for replacements. `undefined`: no limit. */
  setStock(service: string, country: string, left: number | undefined): void;
}

/** What the shop has on record rules the act out. `status`: the HTTP status for it. */
export class ShopRefusal extends Error {
  override name = 'ShopRefusal';
  readonly status: 404 | 409;

  constructor(status: 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

const PRICE: Money = { amount: 149, currency: 'EUR' };

export function createShop({ shopData, save }: OpenShopData, now: () => Instant, newId: NewId): Shop {
  const recorded = (purchaseId: PurchaseId): ShopPurchase => {
    const purchase = ownEntry(shopData.purchases, purchaseId);
    if (!purchase) throw new ShopRefusal(404, `No purchase ${purchaseId} was made in this shop.`);
    return purchase;
  };

  const end = (
    purchaseId: PurchaseId,
    status: 'completed' | 'cancelled',
    instant: Instant = now(),
  ): OrderEvent => {
    const purchase = recorded(purchaseId);
    if (purchase.status !== 'active' && purchase.status !== status) {
      throw new ShopRefusal(
        409,
        `The activation of ${purchaseId} is ${purchase.status}: it cannot be ${status}.`,
      );
    }
    const at = new Date(instant).toISOString();
    purchase.status = status;
    const occurredAt = status === 'completed' ? (purchase.completedAt ??= at) : (purchase.cancelledAt ??= at);
    save();
    return { eventId: `${status}:${purchaseId}`, occurredAt };
  };

  return {
    buy(wish = {}) {
      const purchaseId = wish.purchaseId ?? newId('pur');
      if (Object.hasOwn(shopData.purchases, purchaseId)) {
        throw new ShopRefusal(
          409,
          `${purchaseId} was bought before: leave purchaseId out, or send a new one.`,
        );
      }
      const order = newOrder(purchaseId, wish, {
        now,
        newId,
        number: Object.keys(shopData.purchases).length,
      });
      shopData.purchases[purchaseId] = { order, status: 'active' };
      payIn(shopData, order.price);
      save();
      return structuredClone(order);
    },
    deliverSms(purchaseId, at = now()) {
      const purchase = recorded(purchaseId);
      if (purchase.status !== 'active' && purchase.smsAt === undefined) {
        throw new ShopRefusal(
          409,
          `The activation of ${purchaseId} is ${purchase.status}: no SMS reaches it.`,
        );
      }
      purchase.smsAt ??= new Date(at).toISOString();
      save();
      return { eventId: `sms:${purchaseId}`, occurredAt: purchase.smsAt };
    },
    complete: (purchaseId, at) => end(purchaseId, 'completed', at),
    cancel: (purchaseId, at) => end(purchaseId, 'cancelled', at),
    releaseRefund(originalPurchaseId) {
      const released = releaseRefund(shopData, refundKey(originalPurchaseId));
      if (released) save();
      return released;
    },
    failRefund(originalPurchaseId, reason = 'returned by the bank') {
      const failed = failRefund(shopData, refundKey(originalPurchaseId), reason);
      if (failed) save();
      return failed;
    },
    refundUpdated(originalPurchaseId, at = now()) {
      const refund = ownEntry(shopData.refunds, refundKey(originalPurchaseId));
      if (!refund) throw new ShopRefusal(404, `Nothing was paid back for ${originalPurchaseId}.`);
      const occurredAt = new Date(at).toISOString();
      return { eventId: `${refund.status}:${refund.refundId}`, occurredAt };
    },
    setStock(service, country, left) {
      if (left === undefined) delete shopData.stock[stockKey(service, country)];
      else shopData.stock[stockKey(service, country)] = left;
      save();
    },
  };
}

interface OrderParts {
  now: () => Instant;
  newId: NewId;
  number: number;
}

function newOrder(purchaseId: PurchaseId, wish: Wish, { now, newId, number }: OrderParts): PurchaseOrder {
  const { smsDeadline, policyVersion } = wish;
  return {
    purchaseId,
    customer: wish.customer ?? { customerId: newId('cus'), email: `${purchaseId}@customer.example` },
    activation: {
      activationId: newId('act'),
      phoneNumber: fictionalNumber(number),
      service: wish.service ?? 'Telegram',
      country: wish.country ?? 'GB',
    },
    price: wish.price ?? PRICE,
    purchasedAt: wish.purchasedAt ?? new Date(now()).toISOString(),
    ...present({ smsDeadline, policyVersion }),
  };
}
