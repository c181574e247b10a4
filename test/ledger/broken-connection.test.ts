import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inLedger } from '../../src/ledger/ledger-unavailable.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';

test('a connection that breaks in the middle of a transaction costs the transaction, and nothing else', async () => {
  const database = await freshPostgresDatabase();
  const ledger = openPostgres(database.url);
  const other = openPostgres(database.url);
  const broken = inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(other);
      await sql`select 1`.execute(transaction);
    }),
  );
  await expect(broken).rejects.toThrow('The ledger could not be used');
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(ledger);
  expect(rows).toEqual([{ one: 1 }]);
  await Promise.all([ledger.destroy(), other.destroy()]);
  await database.drop();
});
