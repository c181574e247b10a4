import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { OrderCall } from '../../src/orders/broken-calls.ts';

/** One request of the worker to the outside, seen on the wire. */
export interface WireCall {
  /** A call of the order service, `mail:<template>`, or `write:<table of the ledger>`. */
  kind: OrderCall | `mail:${string}` | `write:${string}`;
  /** The purchase it is for; for a replacement its own, not the original. */
  purchaseId: PurchaseId;
}

/** No answer: the connection is closed. */
export const CUT = 'cut';

/**
 * Decides what becomes of a request. `forward` has the effect and returns the real answer. Never settling hangs the
 * request until the wire is closed.
 */
export type Passage<Answer> = (
  call: WireCall,
  forward: () => Promise<Answer>,
) => Promise<Answer | typeof CUT>;

/** Lets everything through. */
export const unharmed = async <Answer>(_call: WireCall, forward: () => Promise<Answer>): Promise<Answer> =>
  forward();
