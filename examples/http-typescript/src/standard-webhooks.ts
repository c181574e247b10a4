/** Standard Webhooks 1.0: signs the events that you send, verifies the webhooks that you receive. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_S = 300;

/** It was not signed with one of the secrets, or not within the last five minutes: answer 401. */
export class NotVerified extends Error {
  override name = 'NotVerified';
}

/** The value of `webhook-signature`. `secret`: `whsec_…`, in base64. `timestamp`: seconds since the epoch. */
export function sign(
  secret: string,
  messageId: string,
  timestamp: number,
  body: string | Uint8Array,
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = createHmac('sha256', key).update(`${messageId}.${timestamp}.`).update(body);
  return `v1,${signed.digest('base64')}`;
}

/**
 * The `webhook-id` of a request, which you keep to see repeats. `secrets`: two while one replaces the other. `headers`: as
 * Node has them, their names in lower case. `body`: the bytes as they came. `now`: seconds since the epoch. Throws
 * `NotVerified`.
 */
export function verify(
  secrets: readonly string[],
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string | Uint8Array,
  now = Date.now() / 1000,
): string {
  const [messageId, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => {
    const value = headers[`webhook-${name}`];
    return typeof value === 'string' ? value : '';
  }) as [string, string, string];
  if (messageId === '' || !/^\d+$/.test(timestamp)) throw new NotVerified('it is not signed');
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_S) {
    throw new NotVerified('its timestamp is too far from now');
  }
  for (const secret of secrets) {
    const expected = Buffer.from(sign(secret, messageId, Number(timestamp), body));
    // A sender that changes its secret sends several signatures.
    for (const signature of signatures.split(' ')) {
      const given = Buffer.from(signature);
      if (given.length === expected.length && timingSafeEqual(given, expected)) return messageId;
    }
  }
  throw new NotVerified('no secret has made this signature');
}
