import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  endpointSecret,
  shownPublicKey,
  shownSecret,
  signedHeaders,
  type WebhookSecret,
} from '../../src/webhooks/signature.ts';

const MASTER = randomBytes(32);
const BODY = Buffer.from('{"type":"purchase.opened"}');
const AT = new Date('2026-03-01T10:00:00.900Z');

const made = (generation = 1, endpointId = 'whe_1'): WebhookSecret & { publicKey: string } => {
  const secret = endpointSecret(MASTER, endpointId, { generation, scheme: 'v1a' });
  return { ...secret, publicKey: shownPublicKey(secret.ed25519 ?? expect.fail('it has no key')) };
};

/** Which of the public keys have made a `v1a` signature of this content, by its place in the header. */
function signersOf(header: string, content: string, publicKeys: readonly string[]): number[] {
  const signatures = header.split(' ').filter((each) => each.startsWith('v1a,'));
  return signatures.map((signature) =>
    publicKeys.findIndex((publicKey) => {
      const x = Buffer.from(publicKey.replace('whpk_', ''), 'base64').toString('base64url');
      const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
      return verify(null, Buffer.from(content), key, Buffer.from(signature.replace('v1a,', ''), 'base64'));
    }),
  );
}

test('v1a signs id, time and body with the key of each secret, and nothing else', () => {
  const [newer, older] = [made(2), made(1)];
  const keys = [newer.publicKey, older.publicKey];
  const headers = signedHeaders([newer, older], { id: 'evt_1', at: AT, body: BODY });
  const header = headers['webhook-signature'];
  expect(headers['webhook-timestamp']).toBe('1772359200');
  expect(signersOf(header, `evt_1.1772359200.${BODY.toString()}`, keys)).toEqual([0, 1]);
  for (const other of [`evt_2.1772359200.${BODY.toString()}`, 'evt_1.1772359200.{}', BODY.toString()]) {
    expect(signersOf(header, other, keys)).toEqual([-1, -1]);
  }
  expect(signersOf(header, `evt_1.1772359201.${BODY.toString()}`, keys)).toEqual([-1, -1]);
});

test('each endpoint and each generation has secrets of its own, the same ones each time', () => {
  const shown = [made(1), made(2), made(1, 'whe_2')].map((secret) => [shownSecret(secret), secret.publicKey]);
  expect(new Set(shown.flat()).size).toBe(6);
  expect([shownSecret(made(1)), made(1).publicKey]).toEqual(shown[0]);
  const other = endpointSecret(randomBytes(32), 'whe_1', { generation: 1, scheme: 'v1a' });
  expect(shown.flat()).not.toContain(shownSecret(other));
});
