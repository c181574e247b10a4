import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Networks of proxies, each as `address/bits`. */
export type TrustedProxies = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

/** More proxies than these stand before nobody. */
const MOST_PROXIES = 20;
/** A provider gives a customer at least that much of IPv6. */
const OWN_BITS_OF_IPV6 = 64;

/** `10.0.0.0/8,fd00::/8`, or single addresses. `undefined`: it is not that. */
export function readTrustedProxies(text: string): TrustedProxies | undefined {
  const ranges = text.split(',').map((each) => {
    const range = each.trim();
    if (ipaddr.isValidCIDR(range)) return ipaddr.parseCIDR(range);
    const address = addressIn(range);
    return address && ([address, address.kind() === 'ipv4' ? 32 : 128] as const);
  });
  const read = ranges.filter((range) => range !== undefined);
  return read.length === ranges.length ? read : undefined;
}

/**
 * Where a request comes from, for counting: an IPv4 address, or the network of 64 bits of an IPv6 address, because its owner
 * has all of them. Only a proxy of `trusted` is believed when it names, in `X-Forwarded-For`, for whom it asks. Each proxy adds
 * its caller at the end, so what is before the last address that is not a proxy's may be anything and is not read.
 */
export function callerAddress(incoming: IncomingMessage | undefined, trusted: TrustedProxies): string {
  let caller = addressIn(incoming?.socket.remoteAddress ?? '');
  const named = incoming?.headers['x-forwarded-for'];
  const forwarded = (typeof named === 'string' ? named : (named ?? []).join(',')).split(',');
  for (const each of forwarded.toReversed().slice(0, MOST_PROXIES)) {
    if (caller === undefined || !isWithin(caller, trusted)) break;
    const before = addressIn(withoutPort(each.trim()));
    if (before === undefined) break;
    caller = before;
  }
  return caller === undefined ? 'unknown' : counted(caller);
}

/**
 * Whose a connection is, for counting, in the same terms. `undefined`: a proxy's of `trusted`, which has connections for many.
 * `remoteAddress`: as the socket says it.
 */
export function connectionAddress(
  remoteAddress: string | undefined,
  trusted: TrustedProxies,
): string | undefined {
  const address = addressIn(remoteAddress ?? '');
  if (address === undefined) return 'unknown';
  return isWithin(address, trusted) ? undefined : counted(address);
}

/** An IPv4 address within IPv6 is that IPv4 address. */
const addressIn = (text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : undefined;

/** Some proxies name the port as well: `203.0.113.7:4711`, `[2001:db8::7]:4711`. */
const withoutPort = (text: string): string =>
  /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, ranges: TrustedProxies): boolean =>
  ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits));

function counted(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address.kind() === 'ipv4') return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${OWN_BITS_OF_IPV6}`).toString()}/${OWN_BITS_OF_IPV6}`;
}
