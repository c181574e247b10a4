import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { PurchaseId } from '../../contract/scalars.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { id } from '../../contract/validation/scalars.ts';
import { isLinkToken, isSame } from '../../links/link-token.ts';
import type { CustomerLinks } from '../../links/customer-links.ts';
import type { ApiContext } from '../api/parts.ts';
import { findWhole } from '../api/purchases.ts';
import type { WholePurchase } from '../api/purchase-view.ts';
import { addressOf } from './address.ts';
import { readerOf, type Reader } from './reader.ts';
import { DAY_MS, SECOND_MS } from '../../policy/duration.ts';

/** Somebody whose link opens the purchase. */
export interface Visitor {
  whole: WholePurchase;
  reader: Reader;
  /** Goes with each form, so that no other site can send one. */
  formToken: string;
}

/** With the link that their browser has. */
export interface LinkedVisitor extends Visitor {
  token: string;
}

/** Thrown if no link of this browser opens the purchase. */
export class NoLink extends Error {
  override name = 'NoLink';
}

/** How long a browser keeps a link after it was used. The link itself may end before. */
const KEPT_SECONDS = (30 * DAY_MS) / SECOND_MS;

/** One per purchase, so that the pages of two purchases can be open side by side. */
const cookieName = (purchaseId: PurchaseId): string =>
  `returns_${createHash('sha256').update(purchaseId).digest('hex').slice(0, 12)}`;

/** Keeps the link in the browser, so that the address bar is clean. Changes nothing in the purchase. */
export function keepLink(
  c: Context,
  { purchaseId, token, secure }: { purchaseId: PurchaseId; token: string; secure: boolean },
): void {
  setCookie(c, cookieName(purchaseId), token, {
    path: addressOf(purchaseId),
    httpOnly: true,
    // Not `Strict`: the link is followed from a mailbox, and the page that it leads to is to see the cookie.
    sameSite: 'Lax',
    secure,
    maxAge: KEPT_SECONDS,
  });
}

export function dropLink(c: Context, purchaseId: PurchaseId): void {
  deleteCookie(c, cookieName(purchaseId), { path: addressOf(purchaseId) });
}

/**
 * Who looks at the purchase of the path. Throws `NoLink`, `LedgerUnavailable`, and what a purchase that does not answer
 * throws.
 */
export async function visitorOf(
  context: ApiContext,
  links: CustomerLinks,
  c: Context,
): Promise<LinkedVisitor> {
  const purchaseId = c.req.param('purchaseId') ?? '';
  if (!readWith(id, purchaseId).ok) throw new NoLink();
  const token = getCookie(c, cookieName(purchaseId)) ?? '';
  const link = isLinkToken(token) ? await links.find(token) : undefined;
  if (link === undefined || link.purchaseId !== purchaseId) throw new NoLink();
  const whole = await findWhole(context, purchaseId);
  if (whole === undefined) throw new NoLink();
  const { customer, correctedAt, result } = whole;
  const holder = { email: customer.email, correctedAt, closedAt: result?.closedAt };
  if (!link.opens(holder, context.now())) throw new NoLink();
  return { whole, reader: readerOf(whole.customer), formToken: formTokenOf(token), token };
}

const formTokenOf = (token: string): string =>
  createHash('sha256').update(`form ${token}`).digest('base64url');

/** Whether a form was sent from a page of this site, as far as the browser says it. */
export function isFromOwnPage(c: Context, origin: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const from = c.req.header('origin');
  return !(from !== undefined && from !== origin);
}

/** Whether a form is one of ours, sent by the browser that got it. */
export const isOwnForm = (c: Context, { formToken }: Visitor, sent: string, origin: string): boolean =>
  isFromOwnPage(c, origin) && isSame(sent, formToken);
