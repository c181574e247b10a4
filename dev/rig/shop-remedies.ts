import { refundKey } from '../../src/contract/ids.ts';
import type { Money, PurchaseId } from '../../src/contract/scalars.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** What the shop has paid back for a purchase: under the one key that is right, or under any other. */
export function refundsOf({ shopData }: Sandbox, purchaseId: PurchaseId): Money[] {
  return Object.entries(shopData.refunds)
    .filter(([key, refund]) => key === refundKey(purchaseId) || refund.purchaseId === purchaseId)
    .filter(([, { status }]) => status === 'confirmed')
    .map(([, { amount, currency }]) => ({ amount, currency }));
}

/** The purchases that the shop has issued to replace this one. */
export function replacementsOf({ shopData }: Sandbox, purchaseId: PurchaseId): PurchaseId[] {
  return Object.entries(shopData.replacements).flatMap(([key, answer]) =>
    key.startsWith(`replacement:${purchaseId}:`) && answer.result === 'issued' ? [answer.purchaseId] : [],
  );
}
