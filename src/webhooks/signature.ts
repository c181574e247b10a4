import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import type { WebhookScheme } from '../ledger/tables.ts';

/** What a webhook is signed with, by Standard Webhooks 1.0. */
export interface WebhookSecret {
  secret: Buffer;
  /** A private key, for a receiver that asks for `v1a` as well. */
  ed25519?: KeyObject;
}

/** Which of an endpoint's secrets it is. */
export interface MadeWith {
  generation: number;
  scheme: WebhookScheme;
}

/** What comes before the 32 bytes of a private ed25519 key in PKCS #8, RFC 8410. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_BYTES = 32;

/**
 * The secret of an endpoint, made from the one that the deployment keeps. So none is stored, and a copy of the ledger signs
 * nothing. Another `generation` has another secret.
 */
export function endpointSecret(
  master: Buffer,
  endpointId: string,
  { generation, scheme }: MadeWith,
): WebhookSecret {
  const derived = (use: WebhookScheme): Buffer =>
    Buffer.from(hkdfSync('sha256', master, endpointId, `webhooks ${use} ${generation}`, 32));
  if (scheme === 'v1') return { secret: derived('v1') };
  const key = Buffer.concat([PKCS8_ED25519, derived('v1a')]);
  return { secret: derived('v1'), ed25519: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) };
}

/** A secret as its receiver gets it: `whsec_` and base64. */
export const shownSecret = ({ secret }: WebhookSecret): string => `whsec_${secret.toString('base64')}`;

/** The public key of an ed25519 key as its receiver gets it: `whpk_` and base64. */
export function shownPublicKey(privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return `whpk_${spki.subarray(-PUBLIC_KEY_BYTES).toString('base64')}`;
}

/** A mark of a master secret, by which two can be compared and neither read. */
export const markOf = (master: Buffer): string =>
  Buffer.from(hkdfSync('sha256', master, '', 'webhooks mark', 6)).toString('hex');

/** What Standard Webhooks signs: the id, the time of the try in seconds, and the body as it is sent. */
interface Signed {
  id: string;
  timestamp: string;
  body: Uint8Array;
}

const hmacOf = (secret: Buffer, { id, timestamp, body }: Signed): Buffer =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();

/** The headers of one try. Several secrets while an endpoint changes over: the receiver takes any that it knows. */
export function signedHeaders(
  secrets: readonly WebhookSecret[],
  { id, at, body }: { id: string; at: Date; body: Uint8Array },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.flatMap(({ secret, ed25519 }) => {
    const v1 = `v1,${hmacOf(secret, { id, timestamp, body }).toString('base64')}`;
    if (ed25519 === undefined) return [v1];
    const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    return [v1, `v1a,${sign(null, content, ed25519).toString('base64')}`];
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * Whether one of the signatures of a header `webhook-signature` is a `v1` by this secret. Takes the same time either way.
 */
export function isSignedBy(secret: Buffer, signatures: string, signed: Signed): boolean {
  const ours = hmacOf(secret, signed);
  return signatures.split(' ').some((signature) => {
    const [version, base64 = ''] = signature.split(',');
    const given = Buffer.from(base64, 'base64');
    return version === 'v1' && given.length === ours.length && timingSafeEqual(given, ours);
  });
}
