import type { RefundAnswer, RefundRequest, RefundSettlement } from '../../contract/activities.ts';
import type { Money, PurchaseId } from '../../contract/scalars.ts';
import { judgeRefund, sameMoney } from '../../policy/refund.ts';
import { inLedger, databaseCodeOf } from '../ledger-unavailable.ts';
import { isSecondOpening, wasIssued } from './place-in-chain.ts';
import { giveRemedy, takeRemedy, type NoRemedy } from './remedies.ts';
import type { Ledger, RefundsTable } from '../tables.ts';

/**
 * `send`: the row is saved, and the call may be made. `keep`: the call was made before, with this answer. `refuse`: it must
 * not be made. `differs`: it must not be made, because the payment or its refund is on record with this other amount.
 */
export type RefundIntent =
  | { to: 'send' }
  | { to: 'keep'; answer: RefundAnswer & { status: 'confirmed' } }
  | { to: 'refuse'; because: NoRemedy }
  | { to: 'differs'; recorded: Money };

/** Saves that a refund is to be asked for. Throws `LedgerUnavailable` if it could not be saved. */
export async function intendRefund(ledger: Ledger, request: RefundRequest, now: Date): Promise<RefundIntent> {
  return inLedger(async () => {
    const against = await againstPurchases(ledger, request);
    if (against !== undefined) return against;
    if (await isSecondOpening(ledger, request)) return { to: 'refuse', because: 'purchase_closed' };
    const known = await ledger
      .selectFrom('refunds')
      .select(['purchase_id', 'amount', 'currency', 'status', 'refund_id', 'by_hand', 'returned_otherwise'])
      .where('key', '=', request.key)
      .executeTakeFirst();
    if (known !== undefined) {
      const { purchase_id, amount, currency, status, refund_id } = known;
      if (!sameMoney(request.price, known)) return { to: 'differs', recorded: { amount, currency } };
      if (status === 'confirmed' && refund_id !== null) {
        return (await areOfOneChain(ledger, request, purchase_id))
          ? { to: 'keep', answer: { status, refundId: refund_id, ...settledOf(known) } }
          : { to: 'refuse', because: 'remedy_exists' };
      }
      return purchase_id === request.purchaseId && status !== 'failed'
        ? { to: 'send' }
        : { to: 'refuse', because: 'remedy_exists' };
    }
    if (!(await wasIssued(ledger, request))) return { to: 'refuse', because: 'not_issued' };
    try {
      return await insertRefund(ledger, request, now);
    } catch (error) {
      if (databaseCodeOf(error) === UNIQUE_VIOLATION) return { to: 'refuse', because: 'remedy_exists' };
      throw error;
    }
  });
}

const UNIQUE_VIOLATION = '23505';

function settledOf(row: Pick<RefundsTable, 'by_hand'> & { returned_otherwise: boolean }): {
  settled?: RefundSettlement;
} {
  if (row.by_hand) return { settled: 'by_hand' };
  return row.returned_otherwise ? { settled: 'returned_otherwise' } : {};
}

/** Why the records of the purchase that asks, or of the one that was paid for, rule it out. `undefined`: they do not. */
async function againstPurchases(
  ledger: Ledger,
  { purchaseId, originalPurchaseId, price }: RefundRequest,
): Promise<RefundIntent | undefined> {
  const rows = await ledger
    .selectFrom('purchases')
    .select(['purchase_id', 'price_amount', 'price_currency', 'erased_at'])
    .where('purchase_id', 'in', [purchaseId, originalPurchaseId])
    .execute();
  // The purchase has closed and was erased, so a second opening of it is asking.
  if (rows.some((row) => row.purchase_id === purchaseId && row.erased_at !== null)) {
    return { to: 'refuse', because: 'purchase_erased' };
  }
  const paid = rows.find((row) => row.purchase_id === originalPurchaseId);
  if (paid === undefined) return undefined;
  const recorded = { amount: paid.price_amount, currency: paid.price_currency };
  return sameMoney(price, recorded) ? undefined : { to: 'differs', recorded };
}

/** A purchase that only names another customer's payment must not get that payment's refund as an answer. */
async function areOfOneChain(
  ledger: Ledger,
  { purchaseId, originalPurchaseId }: RefundRequest,
  refundedPurchaseId: PurchaseId,
): Promise<boolean> {
  if (purchaseId === refundedPurchaseId) return true;
  const issued = await ledger
    .selectFrom('replacements')
    .select('replacement_purchase_id')
    .where('original_purchase_id', '=', originalPurchaseId)
    .where('status', '=', 'issued')
    .execute();
  const chain = new Set([originalPurchaseId, ...issued.map((row) => row.replacement_purchase_id)]);
  return chain.has(purchaseId) && chain.has(refundedPurchaseId);
}

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

/**
 * Saves that the call is about to be made, so money may have moved from here on. `false`: the refund was decided meanwhile,
 * and the call must not be made.
 */
export function refundSent(ledger: Ledger, key: string, now: Date): Promise<boolean> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const sent = await transaction
        .updateTable('refunds')
        .set({ status: 'sent', sent_at: now, updated_at: now })
        .where('key', '=', key)
        .where('status', 'not in', ['confirmed', 'failed'])
        .returning('key')
        .executeTakeFirst();
      if (sent === undefined) return false;
      await giveRemedy(transaction, key);
      return true;
    }),
  );
}

/**
 * Saves the order service's answer. `unknown`: there was no usable one. A confirmed refund stays as it is. An answer with
 * another amount or currency is saved with them and as `unknown`, because it confirms nothing.
 */
export async function refundAnswered(
  ledger: Ledger,
  key: string,
  answer: RefundAnswer | { status: 'unknown' },
  now: Date,
): Promise<void> {
  await inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('refunds')
        .select(['amount', 'currency'])
        .where('key', '=', key)
        .where('status', 'not in', ['confirmed', 'failed'])
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (row === undefined) return;
      await transaction
        .updateTable('refunds')
        .set({
          ...(answer.status === 'unknown' ? { status: 'unknown', reason: null } : answered(row, answer, now)),
          updated_at: now,
        })
        .where('key', '=', key)
        .execute();
    }),
  );
}

function answered(asked: Money, answer: RefundAnswer, now: Date) {
  const judged = judgeRefund(asked, answer);
  const named = { answered_amount: answer.amount ?? null, answered_currency: answer.currency ?? null };
  if (judged.status === 'differs') return { ...named, status: 'unknown', reason: null } as const;
  const { status, refundId } = judged;
  return {
    ...named,
    status,
    refund_id: refundId,
    reason: ('reason' in judged ? judged.reason : undefined) ?? null,
    ...(status === 'confirmed' ? { confirmed_at: now } : {}),
  };
}
