import { sql } from 'kysely';
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

/** `other_role`: not added, because a key of the caller that has not ended has another role. */
export type AddedApiKey = 'added' | 'other_role';

/**
 * Adds a key. With `othersEndAt` all other keys of the caller end by then. A caller has one role at a time: purchases and
 * idempotency keys are its own under its name, whichever key it uses. Throws `LedgerUnavailable`.
 */
export function addApiKey(
  ledger: Ledger,
  { keyId, caller, role, secretHash, expiresAt }: NewApiKey,
  { now, othersEndAt }: { now: Date; othersEndAt?: Date },
): Promise<AddedApiKey> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`keys of ${caller}`}, 0))`.execute(
        transaction,
      );
      const other = await transaction
        .selectFrom('api_keys')
        .select('key_id')
        .where('caller', '=', caller)
        .where('role', '!=', role)
        .where((key) => key.or([key('expires_at', 'is', null), key('expires_at', '>', now)]))
        .limit(1)
        .executeTakeFirst();
      if (other !== undefined) return 'other_role';
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
      return 'added';
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
