import type { RefundAnswer, RefundRequest } from '../contract/activities.ts';
import { inLedger, codeOf } from './ledger-unavailable.ts';
import { giveRemedy, takeRemedy, type NoRemedy } from './remedies.ts';
import type { Ledger } from './tables.ts';
import { wasErased } from './was-erased.ts';

/**
 * `send`: the row is saved, and the call may be made. `keep`: it was made before, with this answer. `refuse`: it must not
 * be made.
 */
export type RefundIntent =
  | { to: 'send' }
  | { to: 'keep'; answer: RefundAnswer & { status: 'confirmed' } }
  | { to: 'refuse'; because: NoRemedy };

/** Saves that a refund is to be asked for. Throws `LedgerUnavailable` if it could not be saved. */
export async function intendRefund(ledger: Ledger, request: RefundRequest, now: Date): Promise<RefundIntent> {
  return inLedger(async () => {
    if (await wasErased(ledger, request.purchaseId)) return { to: 'refuse', because: 'purchase_erased' };
    const known = await ledger
      .selectFrom('refunds')
      .select(['purchase_id', 'status', 'refund_id'])
      .where('key', '=', request.key)
      .executeTakeFirst();
    if (known?.status === 'confirmed' && known.refund_id !== null) {
      return { to: 'keep', answer: { status: 'confirmed', refundId: known.refund_id } };
    }
    if (known !== undefined) {
      return known.purchase_id === request.purchaseId && known.status !== 'failed'
        ? { to: 'send' }
        : { to: 'refuse', because: 'remedy_exists' };
    }
    try {
      return await insertRefund(ledger, request, now);
    } catch (error) {
      if (codeOf(error) === UNIQUE_VIOLATION) return { to: 'refuse', because: 'remedy_exists' };
      throw error;
    }
  });
}

const UNIQUE_VIOLATION = '23505';

function insertRefund(
  ledger: Ledger,
  { key, purchaseId, originalPurchaseId, depth, price, reason }: RefundRequest,
  now: Date,
): Promise<RefundIntent> {
  return ledger.transaction().execute(async (transaction) => {
    const place = { originalPurchaseId, depth, purchaseId, kind: 'refund', key } as const;
    if (!(await takeRemedy(transaction, place))) return { to: 'refuse', because: 'remedy_exists' };
    await transaction
      .insertInto('refunds')
      .values({
        key,
        original_purchase_id: originalPurchaseId,
        purchase_id: purchaseId,
        amount: price.amount,
        currency: price.currency,
        clause: reason,
        status: 'intended',
        by_hand: false,
        intended_at: now,
        updated_at: now,
      })
      .execute();
    return { to: 'send' };
  });
}

/** Saves that the call is about to be made: from here on money may have moved. */
export function refundSent(ledger: Ledger, key: string, now: Date): Promise<void> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      await giveRemedy(transaction, key);
      await transaction
        .updateTable('refunds')
        .set({ status: 'sent', sent_at: now, updated_at: now })
        .where('key', '=', key)
        .where('status', 'not in', ['confirmed', 'failed'])
        .execute();
    }),
  );
}

/** Saves what the order service said; `unknown`: nothing that could be used. What is confirmed stays. */
export async function refundAnswered(
  ledger: Ledger,
  key: string,
  answer: RefundAnswer | { status: 'unknown' },
  now: Date,
): Promise<void> {
  const { status } = answer;
  await inLedger(() =>
    ledger
      .updateTable('refunds')
      .set({
        status,
        ...('refundId' in answer ? { refund_id: answer.refundId } : {}),
        reason: ('reason' in answer ? answer.reason : undefined) ?? null,
        ...(status === 'confirmed' ? { confirmed_at: now } : {}),
        updated_at: now,
      })
      .where('key', '=', key)
      .where('status', 'not in', ['confirmed', 'failed'])
      .execute(),
  );
}
