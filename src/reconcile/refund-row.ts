import type { Selectable } from 'kysely';
import type { Money, PurchaseId } from '../contract/scalars.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import type { CaseFacts, Ledger, RefundsTable } from '../ledger/tables.ts';
import type { RefundAnswer } from '../contract/activities.ts';

export type RefundRow = Selectable<RefundsTable>;

/** `undefined`: the ledger knows of no refund under this key. Throws `LedgerUnavailable`. */
export function readRefundRow(ledger: Ledger, key: string): Promise<RefundRow | undefined> {
  return inLedger(() => ledger.selectFrom('refunds').selectAll().where('key', '=', key).executeTakeFirst());
}

/** The price of a payment. `undefined`: the ledger does not know the purchase. Throws `LedgerUnavailable`. */
export function readPricePaid(ledger: Ledger, originalPurchaseId: PurchaseId): Promise<Money | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('purchases')
      .select(['price_amount', 'price_currency'])
      .where('purchase_id', '=', originalPurchaseId)
      .executeTakeFirst();
    return row && { amount: row.price_amount, currency: row.price_currency };
  });
}

/** Support has ended it: it does not depend on the word of the order service, which may know nothing of it. */
export const settledBySupport = ({ by_hand, returned_otherwise }: RefundRow): boolean =>
  by_hand || returned_otherwise;

/** What the ledger has of it, for a person. Without its status: that a refund has failed is written there, too. */
export const ledgerFacts = ({
  amount,
  currency,
  refund_id,
  by_hand,
  returned_otherwise,
  confirmed_at,
}: RefundRow): CaseFacts => ({
  amount,
  currency,
  refundId: refund_id,
  byHand: by_hand,
  ...(returned_otherwise ? { returnedOtherwise: true } : {}),
  confirmedAt: confirmed_at?.toISOString() ?? null,
});

/** What the order service has of it, for a person. Without its reason: those are words of somebody else. */
export const shopFacts = ({ status, refundId, amount, currency }: RefundAnswer): CaseFacts => ({
  status,
  refundId,
  ...(amount === undefined ? {} : { amount }),
  ...(currency === undefined ? {} : { currency }),
});
