import { createHash, randomBytes } from 'node:crypto';
import type { ApiRole } from '../contract/api-role.ts';
import type { Timestamp } from '../contract/scalars.ts';
import { keysOfCaller, type KeyOfCaller } from '../ledger/read/api-keys.ts';
import type { Ledger } from '../ledger/tables.ts';
import { addApiKey, endApiKey } from '../ledger/write/api-keys.ts';

/** What a caller sends as `Authorization: Bearer …`. Shown once: only a hash of it is kept. */
export interface IssuedKey {
  keyId: string;
  token: string;
  role: ApiRole;
  /** Absent: it does not expire. */
  expiresAt?: Timestamp;
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

/** A key of the caller that has not ended has another role. */
export class OtherRoleError extends Error {
  override name = 'OtherRoleError';

  constructor(caller: string) {
    super(
      `${caller} has a key of another role, and a caller has one role: take another name for this role, or revoke that key first.`,
    );
  }
}

interface Wanted {
  caller: string;
  role: ApiRole;
  /** Absent: it does not expire. */
  expiresAt?: Date | undefined;
}

/** Issues a key for a caller. Throws `OtherRoleError` and `LedgerUnavailable`. */
export async function createKey(ledger: Ledger, wanted: Wanted, now: Date): Promise<IssuedKey> {
  return issue(ledger, wanted, { now });
}

/**
 * - `no_key`: the caller never had one.
 * - `unknown_period`: its last key was ended before its time, so it is not known for how long it was meant.
 */
export type Rotation =
  | { rotated: true; key: IssuedKey }
  | { rotated: false; why: 'no_key' | 'unknown_period' };

/**
 * Issues a new key of the same role, and ends the caller's others at `othersEndAt`, so that both open while the caller
 * changes over. Without `expiresAt` it is valid for as long as the key before. Throws `OtherRoleError` if its keys have two
 * roles, and `LedgerUnavailable`.
 */
export async function rotateKey(
  ledger: Ledger,
  {
    caller,
    othersEndAt,
    expiresAt,
  }: { caller: string; othersEndAt: Date; expiresAt?: Date | 'never' | undefined },
  now: Date,
): Promise<Rotation> {
  const [last] = await keysOfCaller(ledger, caller);
  if (last === undefined) return { rotated: false, why: 'no_key' };
  const ends = expiresAt ?? endsLike(last, now);
  if (ends === undefined) return { rotated: false, why: 'unknown_period' };
  const wanted = { caller, role: last.role, expiresAt: ends === 'never' ? undefined : ends };
  return { rotated: true, key: await issue(ledger, wanted, { now, othersEndAt }) };
}

/** `undefined`: the key was ended. Only the last one of a caller is never ended by a rotation. */
function endsLike({ createdAt, expiresAt }: KeyOfCaller, now: Date): Date | 'never' | undefined {
  if (expiresAt === null) return 'never';
  if (expiresAt.getTime() <= now.getTime()) return undefined;
  return new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime());
}

/** Ends a key at once. Whether there was one. Throws `LedgerUnavailable`. */
export const revokeKey = (ledger: Ledger, keyId: string, now: Date): Promise<boolean> =>
  endApiKey(ledger, keyId, now);

async function issue(
  ledger: Ledger,
  { caller, role, expiresAt }: Wanted,
  times: { now: Date; othersEndAt?: Date },
): Promise<IssuedKey> {
  const keyId = newKeyId();
  const secret = randomBytes(32).toString('base64url');
  const key = { keyId, caller, role, secretHash: secretHashOf(secret), expiresAt };
  if ((await addApiKey(ledger, key, times)) === 'other_role') throw new OtherRoleError(caller);
  const ends = expiresAt && { expiresAt: expiresAt.toISOString() };
  return { keyId, token: `iotp_${keyId}_${secret}`, role, ...ends };
}
