import type { Attention, Stage } from '../src/contract/status.ts';

interface HeldPurchase {
  stage: Stage;
  attention: readonly Attention['step'][];
}

export interface HeldPurchases {
  /** Takes in the state of a purchase. A closed one is removed. */
  update(workflowId: string, purchase: HeldPurchase): void;
  all(): Iterable<HeldPurchase>;
}

/**
 * The purchases in the memory of one worker. The SDK does not report when it drops one, but it drops the least recently
 * used one. So does this, at the same number.
 */
export function holdPurchases(most: number): HeldPurchases {
  const held = new Map<string, HeldPurchase>();
  return {
    update(workflowId, purchase) {
      held.delete(workflowId);
      if (purchase.stage !== 'closed') held.set(workflowId, purchase);
      const [oldest] = held.keys();
      if (held.size > most && oldest !== undefined) held.delete(oldest);
    },
    all: () => held.values(),
  };
}
