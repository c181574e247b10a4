/** What may go to another host without TLS if `ALLOW_PLAINTEXT` names it. */
export const PLAINTEXT = ['smtp', 'postgres', 'orders', 'evidence'] as const;
export type Plaintext = (typeof PLAINTEXT)[number];

/** An address of this machine, so nothing leaves it. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The address of the mail server, changed so that TLS is required. Otherwise it would be used only if the server offers it,
 * and somebody in between could remove the offer.
 */
export function smtpWithTls(value: string): string {
  const url = new URL(value);
  if (url.protocol === 'smtps:' || isLoopback(url)) return value;
  url.searchParams.delete('ignoreTLS');
  url.searchParams.set('requireTLS', 'true');
  return url.href;
}

/** The modes of libpq that never connect without TLS. */
const TLS_MODES = new Set(['require', 'verify-ca', 'verify-full']);

export function isPlainPostgres(value: string): boolean {
  const url = new URL(value);
  if (isLoopback(url)) return false;
  return !TLS_MODES.has(url.searchParams.get('sslmode') ?? '');
}

export function isPlainHttp(value: string): boolean {
  const url = new URL(value);
  return url.protocol === 'http:' && !isLoopback(url);
}
