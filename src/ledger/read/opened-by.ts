import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** Of `events`: those of purchases that this caller of the HTTP API has opened, and of those that replace them. */
export const openedBy = (caller: string | RawBuilder<unknown>): RawBuilder<SqlBool> => sql<SqlBool>`exists (
  select from ledger.purchases as opened
  join ledger.api_openers as opener on opener.purchase_id = opened.original_purchase_id
  where opened.purchase_id = events.purchase_id and opener.caller = ${caller}
)`;

/**
 * Which of these purchases have no event in the feed and no recorded opener. Replacements have the opener of
 * their original. Throws `LedgerUnavailable`.
 */
export function withoutOpener(ledger: Ledger, purchaseIds: readonly PurchaseId[]): Promise<PurchaseId[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('purchases')
      .select('purchase_id')
      .where('purchase_id', 'in', [...purchaseIds])
      .whereRef('original_purchase_id', '=', 'purchase_id')
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('api_openers')
              .select('caller')
              .whereRef('api_openers.purchase_id', '=', 'purchases.purchase_id'),
          ),
        ),
      )
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('events')
              .select('sequence')
              .whereRef('events.purchase_id', '=', 'purchases.purchase_id'),
          ),
        ),
      )
      .execute();
    return rows.map(({ purchase_id }) => purchase_id);
  });
}
