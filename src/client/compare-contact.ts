import type { Contact, PurchaseOrder } from '../contract/purchase-order.ts';

/** How a customer is reached: the current contact, and the number that was bought. Personal data. */
export interface Reached {
  contact: Contact;
  phoneNumber: string;
}

/**
 * The fields of the contact in which a repeated order differs from the open purchase. Only their names are returned, never
 * what is in them. A field that the order leaves out does not differ.
 */
export function differingContact({ customer, activation }: PurchaseOrder, reached: Reached): string[] {
  const { contact, phoneNumber } = reached;
  const pairs: readonly (readonly [field: string, ordered: string | undefined, known: string | undefined])[] =
    [
      ['customer.email', customer.email, contact.email],
      ['customer.name', customer.name, contact.name],
      ['customer.locale', customer.locale, contact.locale],
      ['customer.timeZone', customer.timeZone, contact.timeZone],
      ['activation.phoneNumber', activation.phoneNumber, phoneNumber],
    ];
  return pairs
    .filter(([, ordered, known]) => ordered !== undefined && ordered !== known)
    .map(([field]) => field);
}
