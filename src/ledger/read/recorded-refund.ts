import type { Selectable } from 'kysely';
import type { Contact } from '../../contract/purchase-order.ts';
import type { Money, PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, MailsTable, RefundsTable } from '../tables.ts';
import { fieldOf } from './field-of.ts';

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

/** The state of the mail about a failed refund. `undefined`: it was not tried. Throws `LedgerUnavailable`. */
export async function readRefundFailedMail(
  ledger: Ledger,
  purchaseId: PurchaseId,
): Promise<Selectable<MailsTable>['status'] | undefined> {
  const mail = await inLedger(() =>
    ledger
      .selectFrom('mails')
      .select('status')
      .where('purchase_id', '=', purchaseId)
      .where('template', '=', 'refund_failed')
      .where('n', '=', 1)
      .where('resend_of', 'is', null)
      .executeTakeFirst(),
  );
  return mail?.status;
}

export interface Addressee {
  contact: Contact;
  service: string;
  phoneNumber: string;
  policyVersion: string;
}

/** The recipient of mails about a purchase. `undefined`: unknown, or erased. Throws `LedgerUnavailable`. */
export async function readAddressee(ledger: Ledger, purchaseId: PurchaseId): Promise<Addressee | undefined> {
  const row = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select(['email', 'name', 'locale', 'time_zone', 'service', 'phone_number', 'policy_version'])
      .where('purchase_id', '=', purchaseId)
      .where('erased_at', 'is', null)
      .executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  return {
    contact: {
      email: row.email,
      ...fieldOf('name', row.name),
      ...fieldOf('locale', row.locale),
      ...fieldOf('timeZone', row.time_zone),
    },
    service: row.service,
    phoneNumber: row.phone_number,
    policyVersion: row.policy_version,
  };
}
