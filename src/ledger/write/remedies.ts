import { sql, type Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Remedy } from '../../contract/updates.ts';
import type { LedgerTables } from '../tables.ts';

/**
 * Why a remedy is refused. `remedy_exists`: this purchase, or another of its chain, has been given something else.
 * `purchase_closed`, `purchase_erased`: it has closed, so a second opening of it is asking. `not_issued`: it says that it
 * replaces another purchase, and was never issued as a replacement.
 */
export type NoRemedy = 'remedy_exists' | 'purchase_closed' | 'purchase_erased' | 'not_issued';

/** The remedy that a purchase of a chain is to be given. */
export interface RemedyClaim {
  originalPurchaseId: PurchaseId;
  /** 0 for the purchase that was paid for. */
  depth: number;
  purchaseId: PurchaseId;
  kind: Remedy;
  /** Idempotency key of the call that gives it. */
  key: string;
}

/**
 * Takes the one place for a remedy that a purchase has. It replaces a remedy that was asked for and not given, but not one
 * that may have been given. `false`: the place is taken. Throws (23505) for a second refund of one payment.
 */
export async function takeRemedy(
  transaction: Transaction<LedgerTables>,
  { originalPurchaseId, depth, purchaseId, kind, key }: RemedyClaim,
): Promise<boolean> {
  const taken = await transaction
    .insertInto('remedies')
    .values({
      original_purchase_id: originalPurchaseId,
      depth,
      purchase_id: purchaseId,
      kind,
      key,
      given: false,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['original_purchase_id', 'depth'])
        .doUpdateSet({ kind, key, given: sql`remedies.given` })
        .where(
          sql<boolean>`remedies.purchase_id = excluded.purchase_id
            and (remedies.key = excluded.key or not remedies.given)`,
        ),
    )
    .returning('key')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Saves that value may have moved from now on. `false`: another remedy has taken the place meanwhile. */
export async function giveRemedy(transaction: Transaction<LedgerTables>, key: string): Promise<boolean> {
  const given = await transaction
    .updateTable('remedies')
    .set({ given: true })
    .where('key', '=', key)
    .returning('key')
    .executeTakeFirst();
  return given !== undefined;
}
