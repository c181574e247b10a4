import type { Money, PurchaseId, Timestamp } from '../contract/scalars.ts';

/** A piece of a sentence. A page shows other pieces than text as a link, or as a time that a machine can read. */
export type Piece =
  | string
  | { kind: 'money'; money: Money }
  | { kind: 'purchase'; purchaseId: PurchaseId }
  | { kind: 'instant'; at: Timestamp };

/** A sentence before it becomes text or HTML. */
export type Phrase = readonly Piece[];
