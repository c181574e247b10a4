import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Kysely, type Transaction } from 'kysely';
import { buildIndex } from './build-index.ts';
import { databaseCodeOf } from '../ledger-unavailable.ts';
import type { LedgerMigration } from './migration.ts';
import { MIGRATIONS } from './all.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { HOUR_MS } from '../../policy/duration.ts';

/** The schema of all our tables, so that a shop's database can be used. */
export const SCHEMA = 'ledger';

/** The advisory lock of a migration. Any number that nobody else in the database uses. */
const LOCK = sql.lit('3853314791062309107');

export interface MigrateOptions {
  /** The last migration that is carried out. For tests of a single one. */
  upTo?: string;
  /** By name, in their order. Default: this version's. */
  migrations?: Readonly<Record<string, LedgerMigration>>;
  /**
   * How long a change of a table waits for its lock. Writers wait behind it for the same time, so it is well below what a
   * write may take.
   */
  lockTimeoutMs?: number;
  /** How long it waits before it asks for the lock again, so that writers can go on. */
  pauseMs?: number;
  /** How often it asks for the lock. */
  lockTries?: number;
}

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the database up to this version, forward only, and returns the names of the migrations that it carried out.
 * Writers are not stopped meanwhile. Two at a time do no harm: the second waits for the first, even behind a pooler that
 * lends connections for one transaction. A migration that was interrupted is carried out again.
 */
export async function migrate(ledger: Ledger, options: MigrateOptions = {}): Promise<string[]> {
  for (let waitedMs = 0; waitedMs <= LONGEST_WAIT_MS; waitedMs += WAIT_MS) {
    const done = await ifAlone(ledger, () => carryOutPending(ledger, options));
    if (done !== undefined) return done;
    await delay(WAIT_MS);
  }
  throw new Error('Another migration has been under way for an hour: see what holds it up.');
}

const WAIT_MS = 500;
const LONGEST_WAIT_MS = HOUR_MS;

/**
 * Carries `act` out while no other migration runs; `undefined`: one does. Building an index waits for every transaction
 * that has a snapshot. So the one that holds the lock does nothing else, and none waits for the lock in the database.
 */
function ifAlone<T>(ledger: Ledger, act: () => Promise<T>): Promise<T | undefined> {
  return ledger.transaction().execute(async (holder) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(holder);
    const { rows } = await sql<{ alone: boolean }>`
      select pg_try_advisory_xact_lock(${LOCK}::bigint) as alone`.execute(holder);
    return rows[0]?.alone === true ? act() : undefined;
  });
}

async function carryOutPending(ledger: Ledger, options: MigrateOptions): Promise<string[]> {
  const { upTo, migrations = MIGRATIONS } = options;
  await within(ledger, options, async (transaction) => {
    await sql`create schema if not exists ${sql.id(SCHEMA)}`.execute(transaction);
    await sql`
      create table if not exists ${sql.id(SCHEMA, 'migrations')} (
        name varchar(255) not null primary key,
        timestamp varchar(255) not null
      )`.execute(transaction);
  });
  const pending = await pendingMigrations(ledger, migrations);
  const names = pending.filter((name) => upTo === undefined || name <= upTo);
  for (const name of names) {
    const migration = migrations[name];
    if (migration !== undefined) await carryOut(ledger, name, migration, options);
  }
  return names;
}

async function carryOut(
  ledger: Ledger,
  name: string,
  migration: LedgerMigration,
  options: MigrateOptions,
): Promise<void> {
  if ('indexes' in migration) {
    for (const index of migration.indexes) await buildIndex(ledger, index);
  }
  await within(ledger, options, async (transaction) => {
    if ('up' in migration) await migration.up(transaction as unknown as Kysely<unknown>);
    await sql`
      insert into ${sql.id(SCHEMA, 'migrations')} (name, timestamp)
      values (${name}, ${new Date().toISOString()})`.execute(transaction);
  });
}

/**
 * Runs `change` in one transaction with a short lock timeout, and tries again, because a transaction that waits for a lock
 * makes all others wait behind it.
 */
async function within(
  ledger: Ledger,
  { lockTimeoutMs = 500, pauseMs = 2_000, lockTries = 300 }: MigrateOptions,
  change: (transaction: Transaction<LedgerTables>) => Promise<void>,
): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ledger.transaction().execute(async (transaction) => {
        await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction);
        await change(transaction);
      });
    } catch (error) {
      if (databaseCodeOf(error) !== LOCK_NOT_AVAILABLE || tried === lockTries) throw error;
      await delay(pauseMs);
    }
  }
}

/**
 * The migrations that are still to be carried out. There are none for a database that is ahead of this version, because each
 * migration leaves the version before it working. Changes nothing.
 */
export async function pendingMigrations(
  ledger: Ledger,
  migrations: Readonly<Record<string, LedgerMigration>> = MIGRATIONS,
): Promise<string[]> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${SCHEMA}.migrations`}) is not null as there`.execute(ledger);
  const names = Object.keys(migrations);
  if (rows[0]?.there !== true) return names;
  const done = await sql<{ name: string }>`select name from ${sql.id(SCHEMA, 'migrations')}`.execute(ledger);
  const known = new Set(done.rows.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}
