import { sql } from 'kysely';
import type { Ledger } from '../../src/ledger/tables.ts';
import { freshLedger } from '../databases/fresh-postgres-database.ts';

let opened: Promise<Ledger> | undefined;

/** A ledger with nothing in it. The tests of a file share one, one after the other. */
export async function emptyLedger(): Promise<Ledger> {
  opened ??= freshLedger();
  const ledger = await opened;
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'ledger' and table_name not like 'migrations%'`.execute(ledger);
  const tables = rows.map(({ name }) => sql.id('ledger', name));
  await sql`truncate ${sql.join(tables)} restart identity`.execute(ledger);
  return ledger;
}
