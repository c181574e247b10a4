import type { MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import { securityHeaders } from '../../../../src/web/parts/security-headers.ts';

/** For the mails: only their inline style, and an origin of their own. */
const MAIL_SECURITY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

/** What a frame with a mail may do whose link can be clicked: lead the whole window away, and only by a click. */
export const LINKS_LEAD_AWAY = 'allow-top-navigation-by-user-activation';

const PAGE_ALLOWS = {
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ['data:'],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
};

/** Comes before `pageHeaders`, so that its headers win. */
export const mailHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set('content-security-policy', MAIL_SECURITY);
};

/** The same for a mail whose link can be clicked. */
export const linkedMailHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set('content-security-policy', `${MAIL_SECURITY} ${LINKS_LEAD_AWAY}`);
};

export const pageHeaders = securityHeaders({
  allows: PAGE_ALLOWS,
  referrer: 'same-origin',
  ownAgentCluster: false,
});

/** Refuses a form that another site has sent. */
export const ownFormsOnly = csrf();
