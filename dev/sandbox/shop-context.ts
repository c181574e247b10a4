import type { Instant } from '../../src/contract/scalars.ts';
import type { ShopData } from './shop-data.ts';
import type { Trouble, TroubleKind } from './faults.ts';
import type { NewId } from './new-ids.ts';

/** What an act of the shop needs besides the request. `trouble` uses up a fault that is due. */
export interface ShopContext {
  shopData: ShopData;
  now: () => Instant;
  newId: NewId;
  trouble<K extends TroubleKind>(kind: K): Extract<Trouble, { kind: K }> | undefined;
}
