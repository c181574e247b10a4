import { sql, type Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Remedy } from '../../contract/updates.ts';
import type { LedgerTables } from '../tables.ts';

/**
 * Why nothing is to be given. `remedy_exists`: this purchase, or another of its chain, has been given something else.
 * `purchase_closed`, `purchase_erased`: it has closed, so whoever asks is a second opening of it. `not_issued`: it says
 * that it replaces another one, and we never had it issued.
 */
export type NoRemedy = 'remedy_exists' | 'purchase_closed' | 'purchase_erased' | 'not_issued';

/** What a purchase of a chain is to be given. */
export interface RemedyClaim {
  originalPurchaseId: PurchaseId;
  /** Of the purchase: 0 for the one that was paid for. */
  depth: number;
  purchaseId: PurchaseId;
  kind: Remedy;
  /** Idempotency key of the call that gives it. */
  key: string;
}

/**
 * Takes the one place for a remedy that a purchase has. A replacement that was asked for and never came gives way; what
 * may have been given does not. `false`: it is taken. Throws (23505) for a second refund of one payment.
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

/** From now on value may have moved. `false`: another remedy has taken the place meanwhile. */
export async function giveRemedy(transaction: Transaction<LedgerTables>, key: string): Promise<boolean> {
  const given = await transaction
    .updateTable('remedies')
    .set({ given: true })
    .where('key', '=', key)
    .returning('key')
    .executeTakeFirst();
  return given !== undefined;
}
