import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>;
type Directives = NonNullable<Options['contentSecurityPolicy']>;

/**
 * The security headers of a site of ours. Nothing is loaded but what `allows` names, and no other page may show it in a
 * frame.
 */
export const securityHeaders = ({
  allows = {},
  referrer = 'no-referrer',
  httpsForSeconds,
  ownAgentCluster = true,
}: {
  /** The directives beside `default-src 'none'`, in this order. */
  allows?: Directives;
  /** `same-origin` for pages with forms: with `no-referrer` a browser would not say that a form comes from this site. */
  referrer?: 'no-referrer' | 'same-origin';
  /** For how long a browser comes back by https only. Absent: the site may be served without it. */
  httpsForSeconds?: number | undefined;
  /** `false` for a page that shows frames with an origin of their own: browsers warn about the header there. */
  ownAgentCluster?: boolean;
} = {}): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], ...allows, frameAncestors: ["'none'"] },
    referrerPolicy: referrer,
    strictTransportSecurity: httpsForSeconds === undefined ? false : `max-age=${httpsForSeconds}`,
    originAgentCluster: ownAgentCluster,
  });
