import { sql } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/**
 * Names this database among all: another one has another name, a copy that was restored from a dump too. Throws
 * `LedgerUnavailable`.
 */
export const readLedgerIdentity = (ledger: Ledger): Promise<string> =>
  inLedger(async () => {
    const { rows } = await sql<{ identity: string }>`
      select system_identifier || '-' || oid as identity
      from pg_control_system(), pg_database where datname = current_database()`.execute(ledger);
    const [row] = rows;
    if (row === undefined) throw new Error('the database does not name itself');
    return row.identity;
  });
