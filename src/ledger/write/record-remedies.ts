import type { Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import type { RefundView } from '../../contract/status.ts';
import { sameMoney } from '../../policy/refund.ts';
import { wasIssued } from './place-in-chain.ts';
import { giveRemedy, takeRemedy } from './remedies.ts';
import type { LedgerTables } from '../tables.ts';

/**
 * What the workflow has concluded of a refund or replacement, where no call has told it: paid by hand, given up,
 * without an answer. What a call has confirmed stands.
 */
export async function recordRemedies(
  transaction: Transaction<LedgerTables>,
  snapshot: PurchaseSnapshot,
  now: Date,
): Promise<void> {
  const { purchaseId, refund, replacement } = snapshot.status;
  if (refund !== undefined) {
    await transaction
      .updateTable('refunds')
      .set({
        status: refund.status,
        refund_id: refund.refundId ?? null,
        reason: refund.reason ?? null,
        by_hand: refund.byHand === true,
        returned_otherwise: refund.returnedOtherwise === true,
        updated_at: now,
        ...(refund.status === 'confirmed' ? { confirmed_at: snapshot.position.asOf } : {}),
      })
      .where('key', '=', refund.key)
      .where('purchase_id', '=', purchaseId)
      .where('status', 'not in', ['confirmed', 'failed', refund.status])
      .execute();
  }
  if (refund?.byHand === true || refund?.returnedOtherwise === true)
    await recordSettled(transaction, snapshot, refund, now);
  if (replacement !== undefined) {
    await transaction
      .updateTable('replacements')
      .set({
        status: replacement.status,
        replacement_purchase_id: replacement.purchaseId ?? null,
        updated_at: now,
      })
      .where('key', '=', replacement.key)
      .where('purchase_id', '=', purchaseId)
      .where('status', 'not in', ['issued', replacement.status])
      .execute();
  }
}

/** Entries that end a refund, with the clause. */
const ENDS: ReadonlySet<string> = new Set(['refund_confirmed', 'refund_returned_otherwise']);

/** Support has settled it while the ledger could not be reached: there is no row of a call. */
async function recordSettled(
  transaction: Transaction<LedgerTables>,
  { status, originalPurchaseId, depth, position }: PurchaseSnapshot,
  { key, amount, currency, refundId, byHand, returnedOtherwise }: RefundView,
  now: Date,
): Promise<void> {
  const { purchaseId, timeline } = status;
  const known = await transaction
    .selectFrom('refunds')
    .select('key')
    .where('key', '=', key)
    .executeTakeFirst();
  if (known !== undefined) return;
  // Whoever names the payment of another at another price takes no refund from its owner.
  const paid = await transaction
    .selectFrom('purchases')
    .select(['price_amount', 'price_currency'])
    .where('purchase_id', '=', originalPurchaseId)
    .executeTakeFirst();
  if (paid && !sameMoney({ amount, currency }, { amount: paid.price_amount, currency: paid.price_currency }))
    return;
  // Whoever says that it replaces another purchase, and does not, must not use up that one's refund.
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
