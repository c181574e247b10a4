import ipaddr from 'ipaddr.js';

/** Private networks that webhooks may go to, each as `address/bits`. */
export type PrivateRanges = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

/** `10.0.0.0/8,fd00::/8`. `undefined`: it is not that, or has a range that webhooks never go to. */
export function readPrivateRanges(text: string): PrivateRanges | undefined {
  const ranges = text.split(',').map((each) => {
    const range = each.trim();
    if (!ipaddr.isValidCIDR(range)) return undefined;
    const [address, bits] = ipaddr.parseCIDR(range);
    return isNever(address) ? undefined : ([address, bits] as const);
  });
  const read = ranges.filter((range) => range !== undefined);
  return read.length === ranges.length ? read : undefined;
}

/** Addresses of a cloud's metadata that are in no range of their own. */
const METADATA = new Set([
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
]);

/** Addresses of single machines. Not those that have another address within, such as 6to4, Teredo and NAT64. */
const OF_MACHINES: ReadonlySet<string> = new Set([
  'unicast',
  'private',
  'uniqueLocal',
  'loopback',
  'carrierGradeNat',
]);

/** Link-local, where the metadata of a cloud's machine is, and what names no single machine: whatever is configured. */
export function isNever(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const range = address.range();
  return (
    !OF_MACHINES.has(range) || METADATA.has(address.toString()) || METADATA.has(address.toNormalizedString())
  );
}

/** The machine itself, for trying things out. */
export const OWN_MACHINE: PrivateRanges = [
  [ipaddr.IPv4.parse('127.0.0.0'), 8],
  [ipaddr.IPv6.parse('::1'), 128],
];
