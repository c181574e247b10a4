import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A public key as other programs read it (RFC 7517, RFC 8037). */
export interface PublishedKey {
  kty: 'OKP';
  crv: 'Ed25519';
  /** base64url. */
  x: string;
  /** Its thumbprint (RFC 7638): the same key has the same id everywhere. */
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
}

export interface ReceiptKeys {
  signing: { kid: string; key: KeyObject };
  /** All that receipts were signed with, the one of today first. */
  published: readonly PublishedKey[];
}

const BYTES = 32;
/** What precedes the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * `rsk_<base64>`, the 32 bytes of an Ed25519 private key, with earlier keys after it and commas between them. Of an earlier
 * one the public key is enough: `rpk_<x of the jwks>`. `undefined`: it is not that.
 */
export function readReceiptKeys(text: string): ReceiptKeys | undefined {
  const keys = text.split(',').map((each) => readKey(each.trim()));
  const read = keys.filter((each) => each !== undefined);
  const [first] = read;
  if (first?.key === undefined || read.length < keys.length) return undefined;
  const published = read.map(({ x }) => publishedKey(x));
  if (new Set(published.map(({ kid }) => kid)).size < published.length) return undefined;
  return { signing: { kid: publishedKey(first.x).kid, key: first.key }, published };
}

function readKey(text: string): { x: string; key?: KeyObject } | undefined {
  const [, kind = '', base64 = ''] = /^(rsk|rpk)_([A-Za-z0-9+/_-]{43})=?$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== BYTES) return undefined;
  if (kind === 'rpk') return { x: bytes.toString('base64url') };
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_DER, bytes]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return x === undefined ? undefined : { x, key };
}

function publishedKey(x: string): PublishedKey {
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
}
