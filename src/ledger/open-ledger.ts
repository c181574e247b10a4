import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { PGlite } from '@electric-sql/pglite';
import { answeredConnections } from './answered-connections.ts';
import { PgliteDialect } from './pglite-dialect.ts';
import type { Ledger, LedgerTables } from './tables.ts';
import { present } from '../contract/present.ts';

/** Waiting for a connection, and opening one. Within one try of a snapshot. */
const CONNECT_TIMEOUT_MS = 1_500;
/** One statement of a transaction. An activity that waits for a hanging ledger fails by this, before its own time is up. */
const STATEMENT_TIMEOUT_MS = 5_000;
const POOL_SIZE = 10;

const INT8 = 20;

/**
 * A ledger in PostgreSQL, or behind a pooler that lends a connection for one transaction: nothing is kept in one beyond
 * that. Connects with the first query. `destroy` ends its connections.
 */
export function openPostgres(
  url: string,
  {
    statementTimeoutMs = STATEMENT_TIMEOUT_MS,
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
  }: { statementTimeoutMs?: number; connectTimeoutMs?: number } = {},
): Ledger {
  const pool = new Pool({
    connectionString: url,
    application_name: 'instaotp-returns',
    max: POOL_SIZE,
    connectionTimeoutMillis: connectTimeoutMs,
    // For a statement without a transaction, and for a server that is gone without a word: a little more than the
    // database takes itself within a transaction.
    query_timeout: statementTimeoutMs + 1_000,
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)) },
  });
  // A connection that breaks while nobody uses it: the next query gets a new one.
  pool.on('error', () => undefined);
  // One that breaks in use fails its query. Unheard, its error would end the process besides.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const limits = [
    `set local statement_timeout = ${statementTimeoutMs}`,
    `set local idle_in_transaction_session_timeout = ${2 * statementTimeoutMs}`,
  ].join('; ');
  return ledgerOver(new PostgresDialect({ pool: answeredConnections(pool, limits) }));
}

/** A ledger in this process, in a folder of its own, or in memory. The folder must not be open anywhere else. */
export async function openPglite(folder?: string): Promise<Ledger> {
  const pglite = await PGlite.create({
    ...present({ dataDir: folder }),
    parsers: { [INT8]: Number },
  });
  return ledgerOver(new PgliteDialect(pglite));
}

const ledgerOver = (dialect: ConstructorParameters<typeof Kysely>[0]['dialect']): Ledger =>
  new Kysely<LedgerTables>({ dialect }).withSchema('ledger');
