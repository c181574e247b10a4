import type { ReplacementRequest } from '../contract/activities.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { ReplacementStatus } from '../contract/status.ts';
import { codeOf, inLedger } from './ledger-unavailable.ts';
import { giveRemedy, takeRemedy, type NoRemedy } from './remedies.ts';
import type { Ledger } from './tables.ts';
import { wasErased } from './was-erased.ts';

/** `send`: the row is saved, and the call may be made. `refuse`: it must not be made. */
export type ReplacementIntent = { to: 'send' } | { to: 'refuse'; because: NoRemedy };

/** Saves that a replacement is to be asked for. Throws `LedgerUnavailable` if it could not be saved. */
export function intendReplacement(
  ledger: Ledger,
  { key, purchaseId, price, replaces }: ReplacementRequest,
  now: Date,
): Promise<ReplacementIntent> {
  const { originalPurchaseId } = replaces;
  const depth = replaces.depth - 1;
  return inLedger(async () => {
    if (await wasErased(ledger, purchaseId)) return { to: 'refuse', because: 'purchase_erased' };
    try {
      return await ledger.transaction().execute(async (transaction) => {
        const place = { originalPurchaseId, depth, purchaseId, kind: 'replacement', key } as const;
        if (!(await takeRemedy(transaction, place))) return { to: 'refuse', because: 'remedy_exists' };
        await transaction
          .insertInto('replacements')
          .values({
            key,
            original_purchase_id: originalPurchaseId,
            purchase_id: purchaseId,
            depth,
            amount: price.amount,
            currency: price.currency,
            status: 'intended',
            intended_at: now,
            updated_at: now,
          })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .execute();
        return { to: 'send' };
      });
    } catch (error) {
      if (codeOf(error) === '23505') return { to: 'refuse', because: 'remedy_exists' };
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
 * Saves that the shop has issued one, before its purchase is started. `false`: something else was given meanwhile, and
 * this one must not be used.
 */
export function replacementIssued(
  ledger: Ledger,
  key: string,
  replacementPurchaseId: PurchaseId,
  now: Date,
): Promise<boolean> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      if (!(await giveRemedy(transaction, key))) return false;
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
      return true;
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
