import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const isLinkToken = (text: string): boolean => TOKEN.test(text);

/** What a token is made from, together with the secret of the deployment: 256 random bits. */
export const newNonce = (): string => randomBytes(32).toString('base64url');

/**
 * The token of a link. It can be made again, so that each try of one mail carries the same link, and the ledger alone
 * opens nothing.
 */
export const tokenOf = (secret: Buffer, nonce: string): string =>
  createHmac('sha256', secret).update(`link ${nonce}`).digest('base64url');

/** How a token is kept. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * A mark of a mail address, by which two can be compared and neither read. Capital and small letters count as the same, as
 * mailboxes take them.
 */
export const addressMark = (secret: Buffer, email: string): string =>
  createHmac('sha256', secret).update(`address ${email.trim().toLowerCase()}`).digest('hex');

/** Whether two secrets or marks are the same. Takes the same time either way. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
