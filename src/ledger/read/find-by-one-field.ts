import { sql } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** More than one person buys. The newest are found. */
const MOST = 200;

/** What somebody has typed into the one field of a search. By a mail address or a phone number a person is sought. */
export type OneField = { by: 'mail' | 'phone' | 'id'; text: string };

/** Blanks around it do not count: who copies an id copies a blank with it. */
export function readOneField(typed: string): OneField {
  const text = typed.trim();
  return { by: text.includes('@') ? 'mail' : text.startsWith('+') ? 'phone' : 'id', text };
}

/**
 * The purchases that a text names exactly: by mail address, by phone number, or by the id of a purchase, an activation, a
 * customer, a claim or a refund. Throws `LedgerUnavailable`.
 */
export function findByOneField(ledger: Ledger, field: OneField): Promise<PurchaseId[]> {
  return inLedger(async () => {
    const { rows } = await wayTo(field).execute(ledger);
    return rows.map(({ purchase_id }) => purchase_id);
  });
}

type Way = ReturnType<typeof sql<{ purchase_id: PurchaseId }>>;

function wayTo({ by, text }: OneField): Way {
  if (text.includes('\0') || text.length > 254) {
    return sql<{ purchase_id: PurchaseId }>`select purchase_id from ledger.purchases where false`;
  }
  return WAYS[by](text);
}

const WAYS: Readonly<Record<OneField['by'], (text: string) => Way>> = {
  mail: (text) => sql<{ purchase_id: PurchaseId }>`
    select purchase_id from ledger.purchases where lower(email) = lower(${text})
    order by purchased_at desc limit ${MOST}`,
  phone: (text) => sql<{ purchase_id: PurchaseId }>`
    select purchase_id from ledger.purchases where phone_number = ${text}
    order by purchased_at desc limit ${MOST}`,
  id: (text) => sql<{ purchase_id: PurchaseId }>`
    (select purchase_id from ledger.purchases where purchase_id = ${text})
    union (select purchase_id from ledger.purchases where activation_id = ${text} limit ${MOST})
    union (
      select purchase_id from ledger.purchases where customer_id = ${text}
      order by purchased_at desc limit ${MOST}
    )
    union (select purchase_id from ledger.claims where claim_id = ${text})
    union (
      select purchases.purchase_id from ledger.refunds
      join ledger.purchases on purchases.original_purchase_id = refunds.original_purchase_id
      where refunds.refund_id = ${text} or refunds.key = ${text}
    )
    limit ${MOST}`,
};
