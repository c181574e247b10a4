import type { Selectable } from 'kysely';
import { API_ROLES, type ApiRole } from '../../contract/api-role.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { ApiKeysTable, Ledger } from '../tables.ts';
import { instantFieldOf } from './field-of.ts';

/** A key that was not ended, with what its secret is compared with. */
export interface LiveApiKey {
  keyId: string;
  caller: string;
  role: ApiRole;
  secretHash: string;
  expiresAt?: Date;
}

/** All keys that have not ended. Throws `LedgerUnavailable`. */
export async function liveApiKeys(ledger: Ledger, now: Date): Promise<LiveApiKey[]> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('api_keys')
      .selectAll()
      .where((key) => key.or([key('expires_at', 'is', null), key('expires_at', '>', now)]))
      .execute(),
  );
  return rows.flatMap((row) => liveKeyFrom(row) ?? []);
}

function liveKeyFrom(row: Selectable<ApiKeysTable>): LiveApiKey | undefined {
  const role = roleOf(row.role);
  if (role === undefined) return undefined;
  const { key_id: keyId, caller, secret_hash: secretHash, expires_at: expiresAt } = row;
  return { keyId, caller, role, secretHash, ...(expiresAt && { expiresAt }) };
}

/** A role of a later version is none of ours, so its keys open nothing here. */
const roleOf = (role: string): ApiRole | undefined => API_ROLES.find((each) => each === role);

/** A key as an operator sees it. */
export interface ApiKeyOnRecord {
  keyId: string;
  caller: string;
  role: string;
  createdAt: Timestamp;
  expiresAt?: Timestamp;
  lastUsedAt?: Timestamp;
}

/** All keys, those of one caller together, the oldest first. Throws `LedgerUnavailable`. */
export async function readApiKeys(ledger: Ledger): Promise<ApiKeyOnRecord[]> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('api_keys')
      .select(['key_id', 'caller', 'role', 'created_at', 'expires_at'])
      .select((key) =>
        key
          .selectFrom('api_uses')
          .select((use) => use.fn.max('api_uses.at').as('at'))
          .whereRef('api_uses.key_id', '=', 'api_keys.key_id')
          .as('last_used_at'),
      )
      .orderBy('caller')
      .orderBy('created_at')
      .execute(),
  );
  return rows.map(keyFrom);
}

const keyFrom = (
  row: Omit<Selectable<ApiKeysTable>, 'secret_hash'> & { last_used_at: Date | null },
): ApiKeyOnRecord => ({
  keyId: row.key_id,
  caller: row.caller,
  role: row.role,
  createdAt: row.created_at.toISOString(),
  ...instantFieldOf('expiresAt', row.expires_at),
  ...instantFieldOf('lastUsedAt', row.last_used_at),
});

export interface KeyOfCaller {
  role: ApiRole;
  createdAt: Date;
  /** `null`: it does not expire. */
  expiresAt: Date | null;
}

/** The keys of a caller, those that have ended included, the latest first. Throws `LedgerUnavailable`. */
export async function keysOfCaller(ledger: Ledger, caller: string): Promise<KeyOfCaller[]> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('api_keys')
      .select(['role', 'created_at', 'expires_at'])
      .where('caller', '=', caller)
      .orderBy('created_at', 'desc')
      .execute(),
  );
  return rows.flatMap(({ role: name, created_at: createdAt, expires_at: expiresAt }) => {
    const role = roleOf(name);
    return role === undefined ? [] : [{ role, createdAt, expiresAt }];
  });
}
