import type { Transaction } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, LedgerTables } from '../tables.ts';

/** Runs several queries that all see the same state of the database. Throws `LedgerUnavailable`. */
export function readTogether<T>(
  ledger: Ledger,
  read: (transaction: Transaction<LedgerTables>) => Promise<T>,
): Promise<T> {
  return inLedger(() =>
    ledger.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read),
  );
}
