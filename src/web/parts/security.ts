import type { MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';

/** For the mails: only their inline style, and an origin of their own. */
const MAIL_SECURITY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

const PAGE_SECURITY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ['data:'],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Comes before `pageHeaders`, so that its headers win. */
export const mailHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set('content-security-policy', MAIL_SECURITY);
};

export const pageHeaders = secureHeaders({
  contentSecurityPolicy: PAGE_SECURITY,
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false,
  // Frames of mails have an origin of their own, and browsers then warn about this header.
  originAgentCluster: false,
});

/** Refuses a form that another site has sent. */
export const ownFormsOnly = csrf();
