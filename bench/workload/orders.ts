import { randomBytes } from 'node:crypto';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { HOUR_MS } from '../../src/policy/duration.ts';

/** Ids of one run do not meet those of another. */
const RUN = randomBytes(3).toString('hex');
let made = 0;

export interface OrderWish {
  /** Milliseconds, UTC. Default: as late as the policy allows, so that nothing falls due during a run. */
  smsDeadline?: number;
}

/** An order as the sandbox's shop makes it. The shop does not know it: enough for one that only waits. */
export function makeOrder({ smsDeadline }: OrderWish = {}): PurchaseOrder {
  made += 1;
  const purchaseId = `bench-${RUN}-${made}`;
  const purchasedAt = Date.now();
  return {
    purchaseId,
    customer: { customerId: `cus-${RUN}-${made}`, email: `${purchaseId}@customer.example` },
    activation: {
      activationId: `act-${RUN}-${made}`,
      phoneNumber: '+447700900001',
      service: 'Telegram',
      country: 'GB',
    },
    price: { amount: 149, currency: 'EUR' },
    purchasedAt: new Date(purchasedAt).toISOString(),
    smsDeadline: new Date(smsDeadline ?? purchasedAt + 71 * HOUR_MS).toISOString(),
  };
}

/** Buys in the sandbox's shop, which then has a payment that it can return. */
export async function buyOrder(sandboxUrl: string, wish: OrderWish): Promise<PurchaseOrder> {
  const { purchaseId, purchasedAt, smsDeadline } = makeOrder(wish);
  const response = await fetch(`${sandboxUrl}/sandbox/purchases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ purchaseId, purchasedAt, smsDeadline }),
  });
  if (!response.ok) throw new Error(`the sandbox's shop answered ${response.status}`);
  return (await response.json()) as PurchaseOrder;
}
