import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiRole } from '../../contract/api-role.ts';
import { liveApiKeys, type LiveApiKey } from '../../ledger/read/api-keys.ts';
import { LedgerFailure } from '../../ledger/ledger-unavailable.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { readToken, secretHashOf } from '../../operations/api-keys.ts';

/** Who makes a request. */
export interface Caller {
  keyId: string;
  name: string;
  role: ApiRole;
}

/** `unknown`: it opens nothing. `not_known_yet`: the ledger has not answered since the start. */
export type Identified = { known: true; caller: Caller } | { known: false; why: 'unknown' | 'not_known_yet' };

export interface KeyRing {
  identify(token: string, now: number): Promise<Identified>;
}

/** How old what is known may get before it is read again. */
const FRESH_MS = 5_000;
/** When it is older than that, as after a quiet night, the request waits for it: a revoked key opens nothing then. */
const STALE_MS = 10_000;
/** A key that is not known may be new, so its request waits for another look. There is at most one in this time. */
const LOOK_AGAIN_MS = 1_000;

/**
 * The keys that open something, as of some seconds ago. While the ledger is away the ones known last go on, until they
 * expire, so that acts go on without the ledger.
 */
export function keyRing(ledger: Ledger): KeyRing {
  let keys: ReadonlyMap<string, LiveApiKey> | undefined;
  let triedAt = -Infinity;
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  const read = (now: number): Promise<void> => {
    triedAt = now;
    reading ??= liveApiKeys(ledger, new Date(now))
      .then((live) => {
        keys = new Map(live.map((key) => [key.keyId, key]));
        readAt = now;
      })
      .catch((error: unknown) => {
        if (!(error instanceof LedgerFailure)) throw error;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };

  let looking: Promise<void> | undefined;
  const lookAgain = (now: number): Promise<void> => {
    const wait = Math.max(0, triedAt + LOOK_AGAIN_MS - now);
    looking ??= delay(wait)
      .then(() => read(now + wait))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  return {
    async identify(token, now) {
      const parts = readToken(token);
      if (parts === undefined) return { known: false, why: 'unknown' };
      if (keys === undefined) await read(now);
      else {
        // Nobody waits for keys that were read not long ago, nor again for a ledger that has just failed.
        if (now - triedAt >= FRESH_MS) void read(now);
        if (reading !== undefined && now - readAt >= STALE_MS) await reading;
      }
      if (keys?.has(parts.keyId) === false) await lookAgain(now);
      if (keys === undefined) return { known: false, why: 'not_known_yet' };
      const key = keys.get(parts.keyId);
      if (key === undefined || !isSecretOf(key, parts.secret) || hasExpired(key, now)) {
        return { known: false, why: 'unknown' };
      }
      return { known: true, caller: { keyId: key.keyId, name: key.caller, role: key.role } };
    },
  };
}

const isSecretOf = ({ secretHash }: LiveApiKey, secret: string): boolean =>
  timingSafeEqual(Buffer.from(secretHash), Buffer.from(secretHashOf(secret)));

const hasExpired = ({ expiresAt }: LiveApiKey, now: number): boolean =>
  expiresAt !== undefined && expiresAt.getTime() <= now;
