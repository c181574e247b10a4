import type { ClaimId, PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

export interface ReceiptToKeep {
  claimId: ClaimId;
  purchaseId: PurchaseId;
  /** The key that it is signed with. */
  kid: string;
  receipt: string;
}

/** Keeps a receipt, unless there is one of this claim. Returns the one that is kept. Throws `LedgerUnavailable`. */
export function keepReceipt(
  ledger: Ledger,
  { claimId, purchaseId, kid, receipt }: ReceiptToKeep,
  now: Date,
): Promise<string> {
  return inLedger(async () => {
    await ledger
      .insertInto('receipts')
      .values({ claim_id: claimId, purchase_id: purchaseId, kid, receipt, signed_at: now })
      .onConflict((conflict) => conflict.column('claim_id').doNothing())
      .execute();
    const row = await ledger
      .selectFrom('receipts')
      .select('receipt')
      .where('claim_id', '=', claimId)
      .executeTakeFirstOrThrow();
    return row.receipt;
  });
}
