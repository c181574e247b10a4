import { inLedger } from '../ledger-unavailable.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';

/** How many links were mailed for a purchase on request, and when the last one was accepted. Throws `LedgerUnavailable`. */
export function linkMails(ledger: Ledger, purchaseId: PurchaseId): Promise<{ count: number; lastAt?: Date }> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('mails')
      .select((mail) => [mail.fn.countAll().as('count'), mail.fn.max('accepted_at').as('last_at')])
      .where('purchase_id', '=', purchaseId)
      .where('template', '=', 'link_requested')
      .where('status', '=', 'accepted')
      .executeTakeFirstOrThrow();
    return { count: Number(row.count), ...(row.last_at === null ? {} : { lastAt: new Date(row.last_at) }) };
  });
}
