import { createHash } from 'node:crypto';
import type { CustomerId } from '../contract/scalars.ts';

/** Put in the place of an erased value. An absent value stays absent. */
export const ERASED = 'erased';

/** Put in the place of a customer's id: another one for each erasure, so that two erased customers are never taken for one. */
export const erasedCustomerId = (erasureId: string): CustomerId => `erased_${erasureId}`;

/** Recognises an id that was erased before, without revealing it. */
export const customerHash = (customerId: CustomerId): string =>
  createHash('sha256').update(customerId).digest('hex');
