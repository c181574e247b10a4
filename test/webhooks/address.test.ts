import { describe, expect, test } from 'vitest';
import { readPrivateRanges } from '../../src/webhooks/private-ranges.ts';
import { kindOfAddress, wrongWithUrl } from '../../src/webhooks/address.ts';

const NONE = readPrivateRanges('') ?? [];
const INSIDE = readPrivateRanges('10.0.0.0/8, 127.0.0.0/8,fd00::/8') ?? [];

describe('An address', () => {
  test.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(kindOfAddress(address, NONE)).toBe('public');
    },
  );

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '0.1.2.3',
    '192.0.0.192',
    '168.63.129.16',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::1',
    '2001:0:7f00:1::1',
    '2001:db8::1',
    '100::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fd00:ec2::254',
    'ff02::1',
    '4000::1',
    'not an address',
    '',
  ])('%s is none that webhooks go to', (address) => {
    expect(kindOfAddress(address, NONE)).toBe(false);
  });

  test.each(['10.255.255.255', '127.0.0.1', '::ffff:10.0.0.1', 'fd00::1'])(
    '%s is private where its range is configured',
    (address) => {
      expect(kindOfAddress(address, INSIDE)).toBe('private');
    },
  );

  test.each([
    '169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '11.0.0.1',
  ])(
    '%s does not become private by a range that is not its own, and what names a machine of the cloud never',
    (address) => {
      expect(kindOfAddress(address, [...INSIDE, ...(readPrivateRanges('fd00::/8') ?? [])])).not.toBe(
        'private',
      );
    },
  );
});

describe('WEBHOOK_PRIVATE_RANGES', () => {
  test.each([
    '169.254.0.0/16',
    '169.254.169.254/32',
    'fe80::/10',
    '0.0.0.0/0',
    '::/0',
    '64:ff9b::/96',
    '2002::/16',
    '10.0.0.0',
    '10.0.0.0/33',
    'x',
  ])('%s is refused', (text) => {
    expect(readPrivateRanges(text)).toBeUndefined();
  });
});

describe('The address of an endpoint', () => {
  test.each([
    'https://shop.example/webhooks',
    'https://shop.example:8443/a?b=c',
    'https://8.8.8.8/',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/',
  ])('%s is in order', (url) => {
    expect(wrongWithUrl(url, NONE)).toBeUndefined();
  });

  test.each([
    ['http://shop.example/', 'https'],
    ['ftp://shop.example/', 'https'],
    ['shop.example', 'https'],
    ['https://ada:secret@shop.example/', 'user'],
    ['https://shop.example/#part', 'fragment'],
    ['https://127.0.0.1/', 'public'],
    ['https://2130706433/', 'public'],
    ['https://0x7f.1/', 'public'],
    ['https://017700000001/', 'public'],
    ['https://127.1/', 'public'],
    ['https://[::ffff:169.254.169.254]/', 'public'],
    ['https://[::1]/', 'public'],
    [`https://shop.example/${'x'.repeat(2_000)}`, '2,000'],
    ['https://shop.example/\u0000', 'without blanks'],
    ['https://shop.example/\nhttps://other.example/', 'without blanks'],
    [' https://shop.example/', 'without blanks'],
    ['https:\\\\shop.example\\x', 'without blanks'],
  ])('%s is not, and the message says why', (url, why) => {
    expect(wrongWithUrl(url, NONE)).toContain(why);
  });

  test('http is for private ranges only', () => {
    expect(wrongWithUrl('http://127.0.0.1:8080/', INSIDE)).toBeUndefined();
    expect(wrongWithUrl('http://8.8.8.8/', INSIDE)).toContain('https');
  });
});
