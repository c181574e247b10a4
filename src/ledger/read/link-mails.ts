import { inLedger } from '../ledger-unavailable.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';

/** Links that were mailed for a purchase on request. */
export interface LinkMails {
  count: number;
  countSince: number;
  /** When the last one was accepted. */
  lastAt?: Date;
}

/** Throws `LedgerUnavailable`. `since`: from which instant on `countSince` counts. */
export function linkMails(ledger: Ledger, purchaseId: PurchaseId, since: Date): Promise<LinkMails> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('mails')
      .select((mail) => [
        mail.fn.countAll().as('count'),
        mail.fn.countAll().filterWhere('accepted_at', '>', since).as('count_since'),
        mail.fn.max('accepted_at').as('last_at'),
      ])
      .where('purchase_id', '=', purchaseId)
      .where('template', '=', 'link_requested')
      .where('status', '=', 'accepted')
      .executeTakeFirstOrThrow();
    return {
      count: Number(row.count),
      countSince: Number(row.count_since),
      ...(row.last_at === null ? {} : { lastAt: new Date(row.last_at) }),
    };
  });
}
