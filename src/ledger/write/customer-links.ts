import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

export interface LinkToKeep {
  /** What it is made for. */
  occasion: string;
  purchaseId: PurchaseId;
  nonce: string;
  tokenHash: string;
  addressMark: string;
  /** Up to when the corrections of the contact are known to it, by the purchase's clock. */
  contactAsOf: Date;
}

/** Keeps a link, unless its occasion has one. Returns the one that is kept. Throws `LedgerUnavailable`. */
export function keepLink(
  ledger: Ledger,
  { occasion, purchaseId, nonce, tokenHash, addressMark, contactAsOf }: LinkToKeep,
  now: Date,
): Promise<{ nonce: string; ended: boolean }> {
  return inLedger(async () => {
    const added = await ledger
      .insertInto('customer_links')
      .values({
        occasion,
        purchase_id: purchaseId,
        nonce,
        token_hash: tokenHash,
        address_mark: addressMark,
        contact_as_of: contactAsOf,
        created_at: now,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.column('occasion').doNothing())
      .returning('nonce')
      .executeTakeFirst();
    if (added !== undefined) return { nonce: added.nonce, ended: false };
    const row = await ledger
      .selectFrom('customer_links')
      .select(['nonce', 'ended_at'])
      .where('occasion', '=', occasion)
      .executeTakeFirstOrThrow();
    return { nonce: row.nonce, ended: row.ended_at !== null };
  });
}

/** Ends all links of a purchase, and says how many there were. Throws `LedgerUnavailable`. */
export function endLinks(ledger: Ledger, purchaseId: PurchaseId, now: Date): Promise<number> {
  return inLedger(async () => {
    const ended = await ledger
      .updateTable('customer_links')
      .set({ ended_at: now })
      .where('purchase_id', '=', purchaseId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return Number(ended.numUpdatedRows);
  });
}
