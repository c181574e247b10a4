import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { callerAddress, readTrustedProxies } from '../../src/listening/caller-address.ts';

/** Where a request comes from that arrives from `remoteAddress`, with these proxies trusted. */
function from(remoteAddress: string | undefined, forwarded: string | undefined, proxies = ''): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const incoming = { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
  const trusted = proxies === '' ? [] : readTrustedProxies(proxies);
  if (trusted === undefined) throw new Error(`${proxies} is no list of proxies`);
  return callerAddress(incoming, trusted);
}

test('without a proxy that is trusted, a request comes from who has connected, whatever it says', () => {
  expect(from('198.51.100.7', '203.0.113.9')).toBe('198.51.100.7');
  expect(from('198.51.100.7', '203.0.113.9', '10.0.0.0/8')).toBe('198.51.100.7');
  expect(from(undefined, '203.0.113.9', '10.0.0.0/8')).toBe('unknown');
});

test.each([
  ['the caller that the proxy names', '203.0.113.9', '203.0.113.9'],
  ['the last one that is no proxy of ours', '1.1.1.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
  ['not what the caller has written before it', '10.9.9.9, 198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['the address without its port', '203.0.113.9:4711', '203.0.113.9'],
  ['the IPv4 address within IPv6', '::ffff:203.0.113.9', '203.0.113.9'],
  ['the proxy, if it names nobody', undefined, '10.0.0.1'],
  ['the proxy, if what it names is no address', 'unknown', '10.0.0.1'],
  ['the nearest proxy that was named by an address', 'nobody, 10.0.0.2', '10.0.0.2'],
  ['no short form of an address', '203.7', '10.0.0.1'],
])('behind a proxy that is trusted, a request comes from %s', (_what, forwarded, expected) => {
  expect(from('10.0.0.1', forwarded, '10.0.0.0/8')).toBe(expected);
  expect(from('::ffff:10.0.0.1', forwarded, '10.0.0.0/8')).toBe(expected);
});

test('all addresses of a network of 64 bits in IPv6 count as one', () => {
  expect(from('2001:db8:1:2::7', undefined)).toBe('2001:db8:1:2::/64');
  expect(from('2001:db8:1:2:ffff:ffff:ffff:ffff', undefined)).toBe('2001:db8:1:2::/64');
  expect(from('2001:db8:1:3::7', undefined)).toBe('2001:db8:1:3::/64');
  expect(from('::1', '[2001:db8:1:2::9]:4711', '::1')).toBe('2001:db8:1:2::/64');
});

test('a list of proxies has addresses and networks, and nothing else', () => {
  expect(readTrustedProxies('10.0.0.0/8, 192.0.2.7 ,fd00::/8,::1')).toHaveLength(4);
  for (const wrong of ['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/8,', '10.1', '0x7f.1']) {
    expect([wrong, readTrustedProxies(wrong)]).toEqual([wrong, undefined]);
  }
});
