import type { BuiltIndex } from './migration.ts';

/** For support's search by one field: a mail address, a phone number, or the order service's id of a refund. */
export const indexes: readonly BuiltIndex[] = [
  { name: 'purchases_by_email', on: 'ledger.purchases (lower(email))' },
  { name: 'purchases_by_phone_number', on: 'ledger.purchases (phone_number)' },
  { name: 'refunds_by_refund_id', on: 'ledger.refunds (refund_id) where refund_id is not null' },
];
