import { Migrator, sql } from 'kysely';
import { MIGRATIONS } from './migrations/all.ts';
import type { Ledger } from './tables.ts';

/** Everything of ours is in here, so that a shop's database can be used. */
export const SCHEMA = 'ledger';

const migratorOf = (ledger: Ledger, upTo?: string): Migrator =>
  new Migrator({
    db: ledger,
    provider: { getMigrations: () => Promise.resolve(until(upTo)) },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
    migrationTableSchema: SCHEMA,
  });

const until = (upTo: string | undefined): typeof MIGRATIONS =>
  Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => upTo === undefined || name <= upTo));

/**
 * Brings the database up to this version, forward only, and returns the names of what it carried out. Two at a time
 * do no harm: the second waits for the first. `upTo`: for tests of a single migration.
 */
export async function migrate(ledger: Ledger, upTo?: string): Promise<string[]> {
  const { error, results = [] } = await migratorOf(ledger, upTo).migrateToLatest();
  if (error !== undefined) throw error;
  return results.map(({ migrationName }) => migrationName);
}

/**
 * What is still to be carried out. Empty also for a database that is ahead of this version: each migration leaves the
 * version before it working. Changes nothing.
 */
export async function pendingMigrations(ledger: Ledger): Promise<string[]> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${SCHEMA}.migrations`}) is not null as there`.execute(ledger);
  const names = Object.keys(MIGRATIONS);
  if (rows[0]?.there !== true) return names;
  const done = await sql<{ name: string }>`select name from ${sql.id(SCHEMA, 'migrations')}`.execute(ledger);
  const known = new Set(done.rows.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}
