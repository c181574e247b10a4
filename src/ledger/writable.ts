import { sql } from 'kysely';
import { inLedger } from './ledger-unavailable.ts';
import { SCHEMA } from './migrations/migrate.ts';
import type { Ledger } from './tables.ts';

/** Whether our user may write. `why`: why not, in words. */
export type Writable = { writable: true } | { writable: false; why: string };

/** Asks the database whether purchases could be written, without writing. Throws `LedgerFailure`. */
export async function askWritable(ledger: Ledger): Promise<Writable> {
  const { rows } = await inLedger(() =>
    sql<{ read_only: boolean; tables: string[] }>`
      select
        pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as read_only,
        array(
          select relname::text from pg_class
          where relnamespace = ${SCHEMA}::regnamespace and relkind = 'r' and relname not like 'migration%'
            and not (has_table_privilege(oid, 'INSERT') and has_table_privilege(oid, 'UPDATE'))
          order by relname
        ) as tables
    `.execute(ledger),
  );
  const [answer] = rows;
  if (answer === undefined || answer.read_only)
    return { writable: false, why: 'the ledger may only be read' };
  if (answer.tables.length === 0) return { writable: true };
  return { writable: false, why: `the ledger's user may not write to ${answer.tables.join(', ')}` };
}
