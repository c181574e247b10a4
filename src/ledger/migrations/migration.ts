import type { Kysely } from 'kysely';

/** An index that is built beside running writers. Its name is its own in the schema `ledger`. */
export interface BuiltIndex {
  name: string;
  unique?: boolean;
  /** What comes after `on`, e.g. `ledger.purchases (closed_at) where closed_at is not null`. */
  on: string;
}

/**
 * One step of the tables. Purchases are written while it runs, so it is either a change that takes its locks for a
 * moment only, in one transaction, or indexes over tables that may be big, each built without stopping a writer.
 */
export type LedgerMigration =
  | { up: (db: Kysely<unknown>) => Promise<void> }
  | { indexes: readonly BuiltIndex[] };
