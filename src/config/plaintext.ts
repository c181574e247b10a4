/** What may go to another host without TLS if `ALLOW_PLAINTEXT` names it. */
export const PLAINTEXT = ['smtp', 'postgres', 'orders'] as const;
export type Plaintext = (typeof PLAINTEXT)[number];

/** This machine alone hears what is said there. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The address of the mail server as it is connected to: where TLS would only be used if the server offers it, it is
 * demanded, so that nobody between can leave the offer out.
 */
export function smtpWithTls(value: string): string {
  const url = new URL(value);
  if (url.protocol === 'smtps:' || isLoopback(url)) return value;
  url.searchParams.delete('ignoreTLS');
  url.searchParams.set('requireTLS', 'true');
  return url.href;
}

/** Those of libpq's modes that never go without TLS. */
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
