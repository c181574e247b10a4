import { sql } from 'kysely';
import type { ActivationId, PurchaseId } from '../contract/scalars.ts';
import { openCase } from '../ledger/write/cases.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { Finding } from './finding.ts';

/** A statement takes 65,535 parameters at most. */
const PURCHASES_PER_QUERY = 1_000;

interface Shared {
  purchaseId: PurchaseId;
  activationId: ActivationId;
  /** Opened before, for the same activation. */
  firstPurchaseId: PurchaseId;
}

/**
 * Purchases whose activation another purchase had before: one number was sold twice, or one order was opened under two
 * ids, and both can be paid back. Each of them but the first has a case. Throws `LedgerUnavailable`.
 */
export async function activationsShared(
  ledger: Ledger,
  purchases: readonly PurchaseId[],
  now: Date,
): Promise<Finding[]> {
  const findings = new Map<PurchaseId, Finding>();
  for (let from = 0; from < purchases.length; from += PURCHASES_PER_QUERY) {
    const some = purchases.slice(from, from + PURCHASES_PER_QUERY);
    for (const shared of await sharedBy(ledger, some)) {
      const { purchaseId, activationId, firstPurchaseId } = shared;
      if (findings.has(purchaseId)) continue;
      const found = { ledger: { activationId, firstPurchaseId } };
      const subject = { purchaseId, kind: 'activation_shared', key: activationId } as const;
      const opened = await openCase(ledger, { ...subject, details: found }, now);
      findings.set(purchaseId, { ...subject, found, done: { what: 'case', ...opened } });
    }
  }
  return [...findings.values()];
}

function sharedBy(ledger: Ledger, purchases: readonly PurchaseId[]): Promise<Shared[]> {
  return inLedger(async () => {
    const { rows } = await sql<Shared>`
      select * from (
        select purchase_id as "purchaseId", activation_id as "activationId",
          first_value(purchase_id) over (partition by activation_id order by opened_at, purchase_id) as "firstPurchaseId"
        from ledger.purchases
        where activation_id in (select activation_id from ledger.purchases where purchase_id = any(${purchases}::text[]))
      ) as each
      where "purchaseId" <> "firstPurchaseId"
      order by "purchaseId"`.execute(ledger);
    return rows;
  });
}
