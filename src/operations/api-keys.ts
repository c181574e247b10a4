import { createHash, randomBytes } from 'node:crypto';
import type { ApiRole } from '../contract/api-role.ts';
import { roleOfCaller } from '../ledger/read/api-keys.ts';
import type { Ledger } from '../ledger/tables.ts';
import { addApiKey, endApiKey } from '../ledger/write/api-keys.ts';

/** What a caller sends as `Authorization: Bearer …`. Shown once: only a hash of it is kept. */
export interface IssuedKey {
  keyId: string;
  token: string;
  role: ApiRole;
}

/** The parts of a token. The id may be logged, the secret never. */
export interface TokenParts {
  keyId: string;
  secret: string;
}

const TOKEN = /^iotp_([a-z2-7]{13})_([A-Za-z0-9_-]{43})$/;

/** `undefined`: it is no token of ours. */
export function readToken(token: string): TokenParts | undefined {
  const [, keyId, secret] = TOKEN.exec(token) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

/** A secret has 256 random bits, so a fast hash is enough. */
export const secretHashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

const newKeyId = (): string => Array.from(randomBytes(13), (byte) => ALPHABET[byte % 32]).join('');

/** Issues a key for a caller. Throws `LedgerUnavailable`. */
export async function createKey(
  ledger: Ledger,
  { caller, role, expiresAt }: { caller: string; role: ApiRole; expiresAt?: Date | undefined },
  now: Date,
): Promise<IssuedKey> {
  return issue(ledger, { caller, role, expiresAt }, { now });
}

/**
 * Issues a new key of the same role, and ends the caller's others at `othersEndAt`, so that both open while the caller
 * changes over. `undefined`: the caller has none. Throws `LedgerUnavailable`.
 */
export async function rotateKey(
  ledger: Ledger,
  { caller, othersEndAt, expiresAt }: { caller: string; othersEndAt: Date; expiresAt?: Date | undefined },
  now: Date,
): Promise<IssuedKey | undefined> {
  const role = await roleOfCaller(ledger, caller);
  return role && issue(ledger, { caller, role, expiresAt }, { now, othersEndAt });
}

/** Ends a key at once. Whether there was one. Throws `LedgerUnavailable`. */
export const revokeKey = (ledger: Ledger, keyId: string, now: Date): Promise<boolean> =>
  endApiKey(ledger, keyId, now);

async function issue(
  ledger: Ledger,
  { caller, role, expiresAt }: { caller: string; role: ApiRole; expiresAt?: Date | undefined },
  times: { now: Date; othersEndAt?: Date },
): Promise<IssuedKey> {
  const keyId = newKeyId();
  const secret = randomBytes(32).toString('base64url');
  await addApiKey(ledger, { keyId, caller, role, secretHash: secretHashOf(secret), expiresAt }, times);
  return { keyId, token: `iotp_${keyId}_${secret}`, role };
}
