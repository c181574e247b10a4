import type { Opening } from '../../contract/opening.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';

/** The purchase that asks for a refund or a replacement. */
export interface Asker {
  purchaseId: PurchaseId;
  originalPurchaseId: PurchaseId;
  /** 0 for the purchase that was paid for. */
  depth: number;
  /** Absent in requests of an earlier version. */
  opening?: Opening | undefined;
}

/** Whether this is another opening of a purchase that has closed, which must not be given anything a second time. */
export async function isSecondOpening(
  ledger: Ledger,
  { purchaseId, opening }: Pick<Asker, 'purchaseId' | 'opening'>,
): Promise<boolean> {
  if (opening === undefined) return false;
  const closed = await ledger
    .selectFrom('purchases')
    .select(['opened_at', 'opening_id'])
    .where('purchase_id', '=', purchaseId)
    .where('closed_at', 'is not', null)
    .executeTakeFirst();
  if (closed === undefined) return false;
  return closed.opening_id === null
    ? closed.opened_at.toISOString() !== opening.openedAt
    : closed.opening_id !== opening.openingId;
}

/**
 * Whether a purchase is where it says in its chain: it was paid for itself, or it was issued as a replacement, which is saved
 * before the replacement's workflow is started.
 */
export async function wasIssued(
  ledger: Ledger,
  { purchaseId, originalPurchaseId, depth }: Omit<Asker, 'opening'>,
): Promise<boolean> {
  if (depth === 0 && originalPurchaseId === purchaseId) return true;
  const issued = await ledger
    .selectFrom('replacements')
    .select('key')
    .where('replacement_purchase_id', '=', purchaseId)
    .where('status', '=', 'issued')
    .where('original_purchase_id', '=', originalPurchaseId)
    .where('depth', '=', depth - 1)
    .executeTakeFirst();
  return issued !== undefined;
}
