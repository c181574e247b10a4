import type { ReplacementRequest } from '../../contract/activities.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { ReplacementStatus } from '../../contract/status.ts';
import { databaseCodeOf, inLedger } from '../ledger-unavailable.ts';
import { isSecondOpening, wasIssued } from './place-in-chain.ts';
import { giveRemedy, takeRemedy, type NoRemedy } from './remedies.ts';
import type { ToldReplacement } from '../read/to-reconcile.ts';
import type { Ledger } from '../tables.ts';
import { wasErased } from '../read/was-erased.ts';

/** `send`: the row is saved, and the call may be made. `refuse`: it must not be made. */
export type ReplacementIntent = { to: 'send' } | { to: 'refuse'; because: NoRemedy };

/** Saves that a replacement is to be asked for. Throws `LedgerUnavailable` if it could not be saved. */
export function intendReplacement(
  ledger: Ledger,
  { key, purchaseId, price, replaces, opening }: ReplacementRequest,
  now: Date,
): Promise<ReplacementIntent> {
  const { originalPurchaseId } = replaces;
  const depth = replaces.depth - 1;
  return inLedger(async () => {
    if (await wasErased(ledger, purchaseId)) return { to: 'refuse', because: 'purchase_erased' };
    const asker = { purchaseId, originalPurchaseId, depth, opening };
    if (await isSecondOpening(ledger, asker)) return { to: 'refuse', because: 'purchase_closed' };
    if (!(await wasIssued(ledger, asker))) return { to: 'refuse', because: 'not_issued' };
    try {
      return await ledger.transaction().execute(async (transaction) => {
        const place = { originalPurchaseId, depth, purchaseId, kind: 'replacement', key } as const;
        if (!(await takeRemedy(transaction, place))) return { to: 'refuse', because: 'remedy_exists' };
        await transaction
          .insertInto('replacements')
          .values({
            ...columnsOf({ key, originalPurchaseId, purchaseId, depth, price }),
            status: 'intended',
            intended_at: now,
            updated_at: now,
          })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .execute();
        return { to: 'send' };
      });
    } catch (error) {
      if (databaseCodeOf(error) === UNIQUE_VIOLATION) return { to: 'refuse', because: 'remedy_exists' };
      throw error;
    }
  });
}

/** Saves that the call is about to be made. */
export async function replacementSent(ledger: Ledger, key: string, now: Date): Promise<void> {
  await inLedger(() =>
    ledger
      .updateTable('replacements')
      .set({ status: 'sent', sent_at: now, updated_at: now })
      .where('key', '=', key)
      .where('status', '<>', 'issued')
      .execute(),
  );
}

/**
 * Saves that the shop has issued a replacement, before its purchase is started. `remedy_exists`: something else was given
 * meanwhile, so this one must not be used. `id_taken`: the same purchase was issued as the replacement of another one.
 */
export function replacementIssued(
  ledger: Ledger,
  key: string,
  replacementPurchaseId: PurchaseId,
  now: Date,
): Promise<'saved' | 'remedy_exists' | 'id_taken'> {
  return inLedger(async () => {
    try {
      return await ledger.transaction().execute(async (transaction) => {
        if (!(await giveRemedy(transaction, key))) return 'remedy_exists';
        await transaction
          .updateTable('replacements')
          .set({
            status: 'issued',
            replacement_purchase_id: replacementPurchaseId,
            reason: null,
            updated_at: now,
          })
          .where('key', '=', key)
          .execute();
        return 'saved';
      });
    } catch (error) {
      if (databaseCodeOf(error) !== UNIQUE_VIOLATION) throw error;
      const other = await ledger
        .selectFrom('replacements')
        .select('key')
        .where('replacement_purchase_id', '=', replacementPurchaseId)
        .where('key', '<>', key)
        .executeTakeFirst();
      return other === undefined ? 'remedy_exists' : 'id_taken';
    }
  });
}

/** What a row says from the beginning, whatever becomes of the replacement. */
const columnsOf = ({
  key,
  originalPurchaseId,
  purchaseId,
  depth,
  price,
}: Omit<ToldReplacement, 'replacementPurchaseId'>) => ({
  key,
  original_purchase_id: originalPurchaseId,
  purchase_id: purchaseId,
  depth,
  amount: price.amount,
  currency: price.currency,
});

const UNIQUE_VIOLATION = '23505';

/**
 * Puts back the row of a replacement that the ledger has lost, so that money of the new purchase is given (ADR 24). `false`:
 * the purchase that it replaces is itself not where it says in its chain, another remedy is on record, or the new purchase
 * was issued for another one. Throws `LedgerUnavailable`.
 */
export function putBackReplacement(
  ledger: Ledger,
  { key, purchaseId, originalPurchaseId, depth, price, replacementPurchaseId }: ToldReplacement,
  now: Date,
): Promise<boolean> {
  return inLedger(async () => {
    if (!(await wasIssued(ledger, { purchaseId, originalPurchaseId, depth }))) return false;
    try {
      return await ledger.transaction().execute(async (transaction) => {
        const place = { originalPurchaseId, depth, purchaseId, kind: 'replacement', key } as const;
        if (!(await takeRemedy(transaction, place))) return false;
        await giveRemedy(transaction, key);
        const issued = {
          status: 'issued',
          replacement_purchase_id: replacementPurchaseId,
          reason: null,
          updated_at: now,
        } as const;
        await transaction
          .insertInto('replacements')
          .values({
            ...columnsOf({ key, originalPurchaseId, purchaseId, depth, price }),
            intended_at: now,
            ...issued,
          })
          .onConflict((conflict) => conflict.column('key').doUpdateSet(issued))
          .execute();
        return true;
      });
    } catch (error) {
      if (databaseCodeOf(error) === UNIQUE_VIOLATION) return false;
      throw error;
    }
  });
}

/** Saves that an issued replacement cannot be used and was never started, so that another remedy may be given. */
export async function replacementUnusable(
  ledger: Ledger,
  key: string,
  reason: string,
  now: Date,
): Promise<void> {
  await inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      await transaction.updateTable('remedies').set({ given: false }).where('key', '=', key).execute();
      await transaction
        .updateTable('replacements')
        .set({ status: 'refused', replacement_purchase_id: null, reason, updated_at: now })
        .where('key', '=', key)
        .execute();
    }),
  );
}

/** Saves that none was issued, and why. */
export async function replacementNotIssued(
  ledger: Ledger,
  key: string,
  status: Extract<ReplacementStatus, 'out_of_stock' | 'refused' | 'unknown'>,
  reason: string | undefined,
  now: Date,
): Promise<void> {
  await inLedger(() =>
    ledger
      .updateTable('replacements')
      .set({ status, reason: reason ?? null, updated_at: now })
      .where('key', '=', key)
      .where('status', '<>', 'issued')
      .execute(),
  );
}
