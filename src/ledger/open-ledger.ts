import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { answeredConnections } from './answered-connections.ts';
import type { Ledger, LedgerTables } from './tables.ts';

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
  // For a connection that breaks while it is idle. The next query gets a new one.
  pool.on('error', () => undefined);
  // One that breaks in use fails its query. Without a listener its error would also end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const limits = [
    `set local statement_timeout = ${statementTimeoutMs}`,
    `set local idle_in_transaction_session_timeout = ${2 * statementTimeoutMs}`,
  ].join('; ');
  const dialect = new PostgresDialect({ pool: answeredConnections(pool, limits) });
  return new Kysely<LedgerTables>({ dialect }).withSchema('ledger');
}
