import type { Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import { sameMoney } from '../../policy/refund.ts';
import { wasIssued } from './place-in-chain.ts';
import { giveRemedy, takeRemedy } from './remedies.ts';
import type { LedgerTables } from '../tables.ts';

/** The timeline entries that end a refund. They have its clause. */
const ENDS: ReadonlySet<string> = new Set(['refund_confirmed', 'refund_returned_otherwise']);

/** Saves a refund that support has settled before any call has saved it, because the ledger was out of reach. */
export async function recordSettled(
  transaction: Transaction<LedgerTables>,
  { status, originalPurchaseId, depth, position }: PurchaseSnapshot,
  now: Date,
): Promise<void> {
  if (status.refund === undefined) return;
  const { key, amount, currency, refundId, byHand, returnedOtherwise } = status.refund;
  const { purchaseId, timeline } = status;
  const known = await transaction
    .selectFrom('refunds')
    .select('key')
    .where('key', '=', key)
    .executeTakeFirst();
  if (known !== undefined) return;
  // A purchase that names the payment of another, at another price, must not use up that one's refund.
  const paid = await transaction
    .selectFrom('purchases')
    .select(['price_amount', 'price_currency'])
    .where('purchase_id', '=', originalPurchaseId)
    .executeTakeFirst();
  if (paid && !sameMoney({ amount, currency }, { amount: paid.price_amount, currency: paid.price_currency }))
    return;
  // Nor must one that claims to replace another purchase and was not issued for it.
  if (!(await wasIssued(transaction, { purchaseId, originalPurchaseId, depth }))) return;
  const place = { originalPurchaseId, depth, purchaseId, kind: 'refund', key } as const;
  if (!(await takeRemedy(transaction, place))) return;
  await giveRemedy(transaction, key);
  const clause = timeline.findLast(({ event }) => ENDS.has(event))?.clause ?? 'R2';
  await transaction
    .insertInto('refunds')
    .values({
      key,
      original_purchase_id: originalPurchaseId,
      purchase_id: purchaseId,
      amount,
      currency,
      clause,
      status: 'confirmed',
      refund_id: refundId ?? key,
      by_hand: byHand === true,
      returned_otherwise: returnedOtherwise === true,
      intended_at: position.asOf,
      confirmed_at: position.asOf,
      updated_at: now,
    })
    .execute();
}
