import type { Selectable, Transaction } from 'kysely';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger, LedgerTables, PurchasesTable } from '../tables.ts';
import { readTogether } from './read-together.ts';

export type PurchaseRow = Selectable<PurchasesTable>;

/** Reads what belongs to one purchase, all of one moment. `undefined`: there is none of this id. Throws `LedgerUnavailable`. */
export const readOfPurchase = <T>(
  ledger: Ledger,
  purchaseId: PurchaseId,
  read: (transaction: Transaction<LedgerTables>, row: PurchaseRow) => Promise<T>,
): Promise<T | undefined> =>
  readTogether(ledger, async (transaction) => {
    const row = await transaction
      .selectFrom('purchases')
      .selectAll()
      .where('purchase_id', '=', purchaseId)
      .executeTakeFirst();
    return row && read(transaction, row);
  });
