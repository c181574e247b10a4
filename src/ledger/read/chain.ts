import type { Selectable } from 'kysely';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, PurchasesTable } from '../tables.ts';
import { instantFieldOf } from './field-of.ts';

/** One of the purchases that a payment has bought, one after the other. Personal data. */
export interface NumberOfPayment {
  purchaseId: PurchaseId;
  /** 0 for the one that was paid for. */
  depth: number;
  email: string;
  /** When it closed, if it was replaced. */
  replacedAt?: Timestamp;
}

/** The purchases of a payment that are on record, the paid one first. Throws `LedgerUnavailable`. */
export function numbersOf(ledger: Ledger, originalPurchaseId: PurchaseId): Promise<NumberOfPayment[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'depth', 'email', 'outcome', 'closed_at'])
      .where('original_purchase_id', '=', originalPurchaseId)
      .orderBy('depth')
      .orderBy('purchase_id')
      .execute();
    return rows.map(numberFrom);
  });
}

const numberFrom = ({
  purchase_id,
  depth,
  email,
  outcome,
  closed_at,
}: Pick<
  Selectable<PurchasesTable>,
  'purchase_id' | 'depth' | 'email' | 'outcome' | 'closed_at'
>): NumberOfPayment => ({
  purchaseId: purchase_id,
  depth,
  email,
  ...instantFieldOf('replacedAt', outcome === 'replaced' ? closed_at : null),
});
