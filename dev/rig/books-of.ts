import { refundKey } from '../../src/contract/ids.ts';
import type { Money, PurchaseId } from '../../src/contract/scalars.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** What the shop has paid back for a purchase, by its own books: under the one key there may be, or under any other. */
export function refundsOf({ books }: Sandbox, purchaseId: PurchaseId): Money[] {
  return Object.entries(books.refunds)
    .filter(([key, refund]) => key === refundKey(purchaseId) || refund.purchaseId === purchaseId)
    .filter(([, { status }]) => status === 'confirmed')
    .map(([, { amount, currency }]) => ({ amount, currency }));
}

/** The purchases that the shop has issued to replace this one. */
export function replacementsOf({ books }: Sandbox, purchaseId: PurchaseId): PurchaseId[] {
  return Object.entries(books.replacements).flatMap(([key, answer]) =>
    key.startsWith(`replacement:${purchaseId}:`) && answer.result === 'issued' ? [answer.purchaseId] : [],
  );
}
