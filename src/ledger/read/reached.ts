import type { Reached } from '../../client/compare-contact.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';
import { fieldOf } from './field-of.ts';

/** How the customer of a purchase is reached. `undefined`: unknown, or erased. */
export async function readReached(ledger: Ledger, purchaseId: PurchaseId): Promise<Reached | undefined> {
  const row = await ledger
    .selectFrom('purchases')
    .select(['email', 'name', 'locale', 'time_zone', 'phone_number'])
    .where('purchase_id', '=', purchaseId)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const contact = {
    email: row.email,
    ...fieldOf('name', row.name),
    ...fieldOf('locale', row.locale),
    ...fieldOf('timeZone', row.time_zone),
  };
  return { contact, phoneNumber: row.phone_number };
}
