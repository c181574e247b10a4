import { createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import type { WebhookScheme } from '../ledger/tables.ts';

/** What one endpoint's webhooks are signed with, by Standard Webhooks 1.0. */
export interface EndpointSecret {
  /** For the receiver: `whsec_` and base64. */
  text: string;
  secret: Buffer;
  /** For a receiver that verifies `v1a`: `whpk_` and base64 of an ed25519 public key. */
  publicKey: string;
  /** PKCS #8. */
  privateKey: Buffer;
}

/** What comes before the 32 bytes of a private ed25519 key in PKCS #8, RFC 8410. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_BYTES = 32;

/**
 * The secret of an endpoint, made from the one that the deployment keeps. So none is stored, and a copy of the ledger signs
 * nothing. Another `generation` has another secret.
 */
export function endpointSecret(master: Buffer, endpointId: string, generation: number): EndpointSecret {
  const derived = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', master, endpointId, `webhooks ${use} ${generation}`, 32));
  const secret = derived('v1');
  const privateKey = Buffer.concat([PKCS8_ED25519, derived('v1a')]);
  const spki = createPublicKey(createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })).export({
    format: 'der',
    type: 'spki',
  });
  return {
    text: `whsec_${secret.toString('base64')}`,
    secret,
    publicKey: `whpk_${spki.subarray(-PUBLIC_KEY_BYTES).toString('base64')}`,
    privateKey,
  };
}

/** Tells two master secrets apart without saying anything about them. */
export const markOf = (master: Buffer): string =>
  Buffer.from(hkdfSync('sha256', master, '', 'webhooks mark', 6)).toString('hex');

/** HMAC-SHA256 over what Standard Webhooks signs: the id, the time of the try in seconds, and the body as it is sent. */
export const hmacOf = (secret: Buffer, id: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();

/** The headers of one try. Several secrets while an endpoint changes over: the receiver takes any that it knows. */
export function signedHeaders(
  secrets: readonly EndpointSecret[],
  { id, at, body, scheme }: { id: string; at: Date; body: Uint8Array; scheme: WebhookScheme },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.flatMap(({ secret, privateKey }) => {
    const v1 = `v1,${hmacOf(secret, id, timestamp, body).toString('base64')}`;
    if (scheme === 'v1') return [v1];
    const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
    return [v1, `v1a,${sign(null, content, key).toString('base64')}`];
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
