import type { Contact, PurchaseOrder } from '../contract/purchase-order.ts';

/** How a customer is reached: the contact as it is by now, and the number that was bought. Personal data. */
export interface Reached {
  contact: Contact;
  phoneNumber: string;
}

/**
 * The fields in which an order would reach its customer otherwise than the open purchase does. Their names alone: no
 * address leaves here. What the order leaves out is taken as the purchase has it.
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
