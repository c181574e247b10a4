import type { Instant } from '../../src/contract/scalars.ts';
import type { Books } from './books.ts';
import type { Trouble, TroubleKind } from './faults.ts';
import type { NewId } from './new-ids.ts';

/** What an act of the shop needs besides its books. `trouble` uses up a fault that is due. */
export interface ShopContext {
  books: Books;
  now: () => Instant;
  newId: NewId;
  trouble<K extends TroubleKind>(kind: K): Extract<Trouble, { kind: K }> | undefined;
}
