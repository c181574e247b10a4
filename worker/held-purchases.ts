import type { Attention, Stage } from '../src/contract/status.ts';

interface Standing {
  stage: Stage;
  attention: readonly Attention['step'][];
}

export interface HeldPurchases {
  /** Takes in where a purchase stands now. A closed one is no longer held. */
  stands(workflowId: string, standing: Standing): void;
  all(): Iterable<Standing>;
}

/**
 * The purchases in the memory of one worker. The SDK does not tell when it drops one, but it drops the one that was
 * not used for longest: so does this, at the same number.
 */
export function holdPurchases(most: number): HeldPurchases {
  const held = new Map<string, Standing>();
  return {
    stands(workflowId, standing) {
      held.delete(workflowId);
      if (standing.stage !== 'closed') held.set(workflowId, standing);
      const [oldest] = held.keys();
      if (held.size > most && oldest !== undefined) held.delete(oldest);
    },
    all: () => held.values(),
  };
}
