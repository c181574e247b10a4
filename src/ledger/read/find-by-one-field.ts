import { sql } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** More than one person buys. The newest are found. */
const MOST = 200;

/**
 * The purchases that a text names exactly: by mail address, by phone number, or by the id of a purchase, an activation, a
 * customer, a claim or a refund. Throws `LedgerUnavailable`.
 */
export function findByOneField(ledger: Ledger, text: string): Promise<PurchaseId[]> {
  const named = text.trim();
  return inLedger(async () => {
    const { rows } = await wayTo(named).execute(ledger);
    return rows.map(({ purchase_id }) => purchase_id);
  });
}

type Way = ReturnType<typeof sql<{ purchase_id: PurchaseId }>>;

function wayTo(named: string): Way {
  if (named.includes('\0') || named.length > 254) {
    return sql<{ purchase_id: PurchaseId }>`select purchase_id from ledger.purchases where false`;
  }
  if (named.includes('@')) {
    return sql<{ purchase_id: PurchaseId }>`
      select purchase_id from ledger.purchases where lower(email) = lower(${named})
      order by purchased_at desc limit ${MOST}`;
  }
  if (named.startsWith('+')) {
    return sql<{ purchase_id: PurchaseId }>`
      select purchase_id from ledger.purchases where phone_number = ${named}
      order by purchased_at desc limit ${MOST}`;
  }
  return sql<{ purchase_id: PurchaseId }>`
    (select purchase_id from ledger.purchases where purchase_id = ${named})
    union (select purchase_id from ledger.purchases where activation_id = ${named} limit ${MOST})
    union (
      select purchase_id from ledger.purchases where customer_id = ${named}
      order by purchased_at desc limit ${MOST}
    )
    union (select purchase_id from ledger.claims where claim_id = ${named})
    union (
      select purchases.purchase_id from ledger.refunds
      join ledger.purchases on purchases.original_purchase_id = refunds.original_purchase_id
      where refunds.refund_id = ${named} or refunds.key = ${named}
    )
    limit ${MOST}`;
}
