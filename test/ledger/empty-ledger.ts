import { sql } from 'kysely';
import { ledgerInMemory } from '../../src/ledger/ledger-in-memory.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { freshLedger } from '../databases/fresh-postgres-database.ts';

/** Everything about the ledger is tested on both, with the same tests. */
export const DATABASES = ['PGlite', 'PostgreSQL'] as const;
export type Database = (typeof DATABASES)[number];

const opened: Partial<Record<Database, Promise<Ledger>>> = {};

/** A ledger with nothing in it. The tests of a file share one per database, one after the other. */
export async function emptyLedger(database: Database = 'PGlite'): Promise<Ledger> {
  opened[database] ??= open(database);
  const ledger = await opened[database];
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'ledger' and table_name not like 'migrations%'`.execute(ledger);
  const tables = rows.map(({ name }) => sql.id('ledger', name));
  await sql`truncate ${sql.join(tables)} restart identity`.execute(ledger);
  return ledger;
}

const open = (database: Database): Promise<Ledger> =>
  database === 'PGlite' ? ledgerInMemory() : freshLedger();
