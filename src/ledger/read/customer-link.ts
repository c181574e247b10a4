import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

export interface KeptLink {
  purchaseId: PurchaseId;
  addressMark: string;
  createdAt: Date;
  /** Up to when the corrections of the contact were known to it. */
  contactAsOf: Date;
}

/** The link of this hash, unless it was ended. Throws `LedgerUnavailable`. */
export function readLink(ledger: Ledger, tokenHash: string): Promise<KeptLink | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('customer_links')
      .select(['purchase_id', 'address_mark', 'created_at', 'contact_as_of'])
      .where('token_hash', '=', tokenHash)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      purchaseId: row.purchase_id,
      addressMark: row.address_mark,
      createdAt: row.created_at,
      // An earlier version kept only when it was made, by the clock of its own host.
      contactAsOf: row.contact_as_of ?? row.created_at,
    };
  });
}

/** When the contact of a purchase was last corrected, as far as that is on record. Throws `LedgerUnavailable`. */
export function lastCorrectionOnRecord(ledger: Ledger, purchaseId: PurchaseId): Promise<Date | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('timeline')
      .select('at')
      .where('purchase_id', '=', purchaseId)
      .where('event', '=', 'contact_corrected')
      .where('superseded_at', 'is', null)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.at;
  });
}
