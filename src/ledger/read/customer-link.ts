import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

export interface KeptLink {
  purchaseId: PurchaseId;
  addressMark: string;
  createdAt: Date;
}

/** The link of this hash, unless it was ended. Throws `LedgerUnavailable`. */
export function readLink(ledger: Ledger, tokenHash: string): Promise<KeptLink | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('customer_links')
      .select(['purchase_id', 'address_mark', 'created_at'])
      .where('token_hash', '=', tokenHash)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return { purchaseId: row.purchase_id, addressMark: row.address_mark, createdAt: row.created_at };
  });
}
