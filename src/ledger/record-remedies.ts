import type { Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../contract/snapshot.ts';
import type { RefundView } from '../contract/status.ts';
import { giveRemedy, takeRemedy } from './remedies.ts';
import type { LedgerTables } from './tables.ts';

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
        updated_at: now,
        ...(refund.status === 'confirmed' ? { confirmed_at: snapshot.position.asOf } : {}),
      })
      .where('key', '=', refund.key)
      .where('purchase_id', '=', purchaseId)
      .where('status', 'not in', ['confirmed', 'failed', refund.status])
      .execute();
  }
  if (refund?.byHand === true) await recordPaidByHand(transaction, snapshot, refund, now);
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

/** Support has paid while the ledger could not be reached: there is no row of a call. */
async function recordPaidByHand(
  transaction: Transaction<LedgerTables>,
  { status, originalPurchaseId, depth, position }: PurchaseSnapshot,
  { key, amount, currency, refundId }: RefundView,
  now: Date,
): Promise<void> {
  const { purchaseId, timeline } = status;
  const known = await transaction
    .selectFrom('refunds')
    .select('key')
    .where('key', '=', key)
    .executeTakeFirst();
  if (known !== undefined) return;
  const place = { originalPurchaseId, depth, purchaseId, kind: 'refund', key } as const;
  if (!(await takeRemedy(transaction, place))) return;
  await giveRemedy(transaction, key);
  const clause = timeline.findLast(({ event }) => event === 'refund_confirmed')?.clause ?? 'R2';
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
      by_hand: true,
      intended_at: position.asOf,
      confirmed_at: position.asOf,
      updated_at: now,
    })
    .execute();
}
