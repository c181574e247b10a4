import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';

/** What a shop sends just after a purchase. Changes are made on the whole order. */
export function anOrder(purchaseId: string, change: Partial<PurchaseOrder> = {}): PurchaseOrder {
  return {
    purchaseId,
    customer: { customerId: 'c-1', email: 'ada@example.com' },
    activation: {
      activationId: `act-${purchaseId}`,
      phoneNumber: '+4366412345678',
      service: 'examplegram',
      country: 'AT',
    },
    price: { amount: 149, currency: 'EUR' },
    purchasedAt: new Date().toISOString(),
    ...change,
  };
}

export const anEvent = (eventId: string) => ({ eventId, occurredAt: new Date().toISOString() });
