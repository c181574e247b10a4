import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isNever, type PrivateRanges } from './private-ranges.ts';

/** All that is given out of IPv6 for the public, RFC 4291. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** `private`: only because it is configured. `false`: webhooks do not go there. */
export type AddressKind = 'public' | 'private' | false;

/** What an address is to webhooks. An IPv4 address within an IPv6 one counts as itself. */
export function kindOfAddress(text: string, ranges: PrivateRanges): AddressKind {
  if (!ipaddr.isValid(text)) return false;
  // `process` takes the IPv4 address out of ::ffff:0:0/96.
  const address = ipaddr.process(text);
  if (isNever(address)) return false;
  const isConfigured = ranges.some(
    ([range, bits]) => range.kind() === address.kind() && address.match(range, bits),
  );
  if (isConfigured) return 'private';
  // Not 6to4, Teredo, NAT64 and the like either: an address of the inside may be within.
  const isGlobal = address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
  return isGlobal && address.range() === 'unicast' ? 'public' : false;
}

/** A name leads to no address that webhooks may go to. */
export class AddressNotAllowed extends Error {
  override name = 'AddressNotAllowed';
  readonly code = 'address_not_allowed';

  constructor() {
    super('The address is not one that webhooks may go to.');
  }
}

const LOOKUP_MS = 3_000;
const LOOKUP_TRIES = 2;

/**
 * Looks a name up for a connection, and gives it only addresses that are allowed. It is asked right before connecting, and
 * the connection goes to what it answered, so a name that changes in between gains nothing. With http only to `private`.
 */
export function allowedLookup(
  ranges: PrivateRanges,
  { isHttps, nameServers }: { isHttps: boolean; nameServers?: readonly string[] | undefined },
): LookupFunction {
  return (hostname, { all = false }, callback) => {
    void addressesOf(hostname, ranges, nameServers).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => isAllowed(address, ranges, isHttps));
        const [first] = allowed;
        if (first === undefined) return callback(new AddressNotAllowed(), '', 0);
        return all ? callback(null, allowed) : callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

/**
 * Asks the name servers itself: the system's own look-up holds one of four threads that shop and mail server need as well,
 * for as long as a name server keeps silent. What only the system knows, in its file of hosts, is for private networks.
 */
async function addressesOf(
  hostname: string,
  ranges: PrivateRanges,
  nameServers: readonly string[] | undefined,
): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: LOOKUP_MS, tries: LOOKUP_TRIES });
  if (nameServers !== undefined) resolver.setServers(nameServers);
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length > 0) return found;
  if (ranges.length > 0) return lookup(hostname, { all: true });
  throw four.status === 'rejected' ? four.reason : new AddressNotAllowed();
}

export function isAllowed(address: string, ranges: PrivateRanges, isHttps: boolean): boolean {
  const kind = kindOfAddress(address, ranges);
  return kind === 'private' || (kind === 'public' && isHttps);
}

/** What is wrong with the address of an endpoint, in words; `undefined`: nothing that can be seen without connecting. */
export function wrongWithUrl(text: string, ranges: PrivateRanges): string | undefined {
  // A URL parser drops some of these without a word, and the address is shown and kept as it was sent.
  if (text.length > 2_000 || /[\s\p{C}\\]/u.test(text) || !URL.canParse(text))
    return 'must be an https address of at most 2,000 characters, without blanks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && ranges.length > 0)) {
    return 'must be an https address';
  }
  if (url.username !== '' || url.password !== '') return 'must be without user and password';
  if (url.hash !== '') return 'must be without a fragment';
  const literal = hostAddress(url);
  if (literal !== undefined && !isAllowed(literal, ranges, url.protocol === 'https:')) {
    return 'must lead to a public address, with https, or to one of WEBHOOK_PRIVATE_RANGES';
  }
  return undefined;
}

/** The address, if the host of the URL is one and no name. A name is looked up when the connection is made. */
export function hostAddress({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(host) ? host : undefined;
}
