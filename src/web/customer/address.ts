import type { PurchaseId } from '../../contract/scalars.ts';

/** The address of a page of a purchase, from the root of the site. */
export const addressOf = (purchaseId: PurchaseId, page = ''): string =>
  `/purchases/${purchaseId}${page === '' ? '' : `/${page}`}`;
