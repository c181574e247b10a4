import type { Kysely } from 'kysely';

/** An index that is built while writers go on. Its name is unique in the schema `ledger`. */
export interface BuiltIndex {
  name: string;
  unique?: boolean;
  /** What comes after `on`, e.g. `ledger.purchases (closed_at) where closed_at is not null`. */
  on: string;
}

/**
 * One change of the tables. Purchases are written while it runs. So it is either a change in one transaction that holds its
 * locks only briefly, or indexes over tables that may be big, each built without stopping writers.
 */
export type LedgerMigration =
  | { up: (db: Kysely<unknown>) => Promise<void> }
  | { indexes: readonly BuiltIndex[] };
