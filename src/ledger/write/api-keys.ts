import type { ApiRole } from '../../contract/api-role.ts';
import type { Ledger } from '../tables.ts';
import { inLedger } from '../ledger-unavailable.ts';

export interface NewApiKey {
  keyId: string;
  caller: string;
  role: ApiRole;
  /** SHA-256 of the secret, in hex. */
  secretHash: string;
  /** Absent: it does not expire. */
  expiresAt?: Date | undefined;
}

/** Adds a key. With `othersEndAt` all other keys of the caller end by then. Throws `LedgerUnavailable`. */
export function addApiKey(
  ledger: Ledger,
  { keyId, caller, role, secretHash, expiresAt }: NewApiKey,
  { now, othersEndAt }: { now: Date; othersEndAt?: Date },
): Promise<void> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      if (othersEndAt !== undefined) {
        await transaction
          .updateTable('api_keys')
          .set({ expires_at: othersEndAt })
          .where('caller', '=', caller)
          .where((key) => key.or([key('expires_at', 'is', null), key('expires_at', '>', othersEndAt)]))
          .execute();
      }
      await transaction
        .insertInto('api_keys')
        .values({
          key_id: keyId,
          caller,
          role,
          secret_hash: secretHash,
          created_at: now,
          expires_at: expiresAt ?? null,
        })
        .execute();
    }),
  );
}

/** Ends a key at once. Whether there was a key of this id. Throws `LedgerUnavailable`. */
export async function endApiKey(ledger: Ledger, keyId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await inLedger(() =>
    ledger
      .updateTable('api_keys')
      .set((key) => ({ expires_at: key.fn<Date>('least', [key.ref('expires_at'), key.val(now)]) }))
      .where('key_id', '=', keyId)
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}
