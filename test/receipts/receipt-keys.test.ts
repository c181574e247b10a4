import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { readReceiptKeys } from '../../src/receipts/receipt-keys.ts';
import { signReceipt } from '../../src/receipts/sign-receipt.ts';
import type { ClaimReceipt } from '../../src/contract/receipt.ts';

/** RFC 8037, appendix A. */
const RFC = {
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
};
const another = `rsk_${randomBytes(32).toString('base64')}`;

test('a key is published as RFC 8037 has it, under its thumbprint by RFC 7638', () => {
  expect(readReceiptKeys(`rsk_${RFC.d}`)?.published).toEqual([
    { kty: 'OKP', crv: 'Ed25519', x: RFC.x, kid: RFC.thumbprint, alg: 'EdDSA', use: 'sig' },
  ]);
});

test('the first key signs, and earlier ones stay published, of which the public part is enough', () => {
  const keys = readReceiptKeys(`${another}, rsk_${RFC.d}`);
  expect(keys?.published[0]?.kid).toBe(keys?.signing.kid);
  expect(keys?.published.map(({ kid }) => kid)).toEqual([keys?.signing.kid, RFC.thumbprint]);
  const signing = keys && createPublicKey(keys.signing.key).export({ format: 'jwk' });
  expect(signing?.x).toBe(keys?.published[0]?.x);
  expect(readReceiptKeys(`${another},rpk_${RFC.x}`)?.published).toEqual(keys?.published);
});

test.each([
  ['nothing', ''],
  ['a key without its kind', RFC.d],
  ['31 bytes', `rsk_${randomBytes(31).toString('base64')}`],
  ['33 bytes', `rsk_${randomBytes(33).toString('base64')}`],
  ['a public key in the first place', `rpk_${RFC.x}`],
  ['the same key twice', `rsk_${RFC.d},rpk_${RFC.x}`],
  ['a comma too many', `${another},`],
])('%s is not taken for keys', (_, text) => expect(readReceiptKeys(text)).toBeUndefined());

test('a wrong RECEIPT_KEYS is named without its value', () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1/returns', RECEIPT_KEYS: 'rsk_secret' };
  expect(readConfig('api', env)).toEqual({
    ok: false,
    problems: [
      {
        variable: 'RECEIPT_KEYS',
        message:
          'must be keys that sign receipts, rsk_<base64 of 32 bytes>, the one of today first, with commas between them',
      },
    ],
  });
});

test('the same document under the same key is the same text, and another one under another key', () => {
  const keys = readReceiptKeys(`rsk_${RFC.d}`);
  const others = readReceiptKeys(another);
  if (keys === undefined || others === undefined) throw new Error('no keys');
  // Sound: what is in a document does not matter to its signature.
  const document = { version: 1, claimId: 'clm_p1_1' } as ClaimReceipt;
  const receipt = signReceipt(document, keys.signing);
  expect(signReceipt(document, keys.signing)).toBe(receipt);
  expect(signReceipt(document, others.signing)).not.toBe(receipt);
  const [header = '', payload = '', signature = ''] = receipt.split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    alg: 'EdDSA',
    kid: RFC.thumbprint,
    typ: 'claim-receipt+jws',
  });
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: RFC.x } });
  expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(
    true,
  );
});
