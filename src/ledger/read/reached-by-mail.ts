import type { Customer } from '../../contract/purchase-order.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';
import { customerOf } from './purchase-record.ts';

/** Whom mails about a purchase reach, and what such a mail says of it. Personal data. */
export interface ReachedByMail {
  /** With the corrected contact, if there was a correction. */
  customer: Customer;
  phoneNumber: string;
  service: string;
  policyVersion: string;
}

/** `undefined`: there is no purchase of this id on record, or it was erased. Throws `LedgerUnavailable`. */
export function reachedByMail(ledger: Ledger, purchaseId: PurchaseId): Promise<ReachedByMail | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('purchases')
      .selectAll()
      .where('purchase_id', '=', purchaseId)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    return (
      row && {
        customer: customerOf(row),
        phoneNumber: row.phone_number,
        service: row.service,
        policyVersion: row.policy_version,
      }
    );
  });
}
