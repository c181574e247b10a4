import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { FaultRig } from './fault-rig.ts';
import type { HttpAnswer } from './order-wire.ts';
import type { Passage } from './wire.ts';

export interface PurchaseWires {
  orders?: Passage<HttpAnswer>;
  mails?: Passage<string>;
  writes?: Passage<void>;
}

/** Takes over the rig's wires: what is set for a purchase troubles that one only. Returns how to set it. */
export function perPurchase(rig: FaultRig): (purchaseId: PurchaseId, wires: PurchaseWires) => void {
  const troubled = new Map<PurchaseId, PurchaseWires>();
  rig.orders.passage = (call, forward) => troubled.get(call.purchaseId)?.orders?.(call, forward) ?? forward();
  rig.mails.passage = (call, forward) => troubled.get(call.purchaseId)?.mails?.(call, forward) ?? forward();
  rig.database.passage = (call, tell) => troubled.get(call.purchaseId)?.writes?.(call, tell) ?? tell();
  return (purchaseId, wires) => void troubled.set(purchaseId, wires);
}
