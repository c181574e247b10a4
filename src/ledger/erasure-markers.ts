import { createHash } from 'node:crypto';
import type { CustomerId } from '../contract/scalars.ts';

/** Stands for what was erased. Where nothing was, nothing stands. */
export const ERASED = 'erased';

/** Stands for a customer's id: one for each erasure, so that two forgotten customers never become one. */
export const erasedCustomerId = (erasureId: string): CustomerId => `erased_${erasureId}`;

/** Recognises a customer who asks again, and tells nobody who it was. */
export const customerHash = (customerId: CustomerId): string =>
  createHash('sha256').update(customerId).digest('hex');
