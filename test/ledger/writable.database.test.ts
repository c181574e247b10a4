import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { askWritable } from '../../src/ledger/writable.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';

async function postgres(): Promise<Ledger> {
  const database = await freshPostgresDatabase();
  const ledger = openPostgres(database.url);
  onTestFinished(async () => {
    await ledger.destroy();
    await database.drop();
  });
  await migrate(ledger);
  return ledger;
}

test('a ledger that takes writes is writable, and nothing was written to find out', async () => {
  const ledger = await postgres();
  expect(await askWritable(ledger)).toEqual({ writable: true });
  expect(await ledger.selectFrom('purchases').selectAll().execute()).toEqual([]);
});

test('one whose transactions are read only is not', async () => {
  const ledger = await postgres();
  const asked = ledger.transaction().execute(async (transaction) => {
    await sql`set transaction read only`.execute(transaction);
    return askWritable(transaction);
  });
  expect(await asked).toEqual({ writable: false, why: 'the ledger may only be read' });
});

test('one in which the user may not write to a table is not, and the table is named', async () => {
  const ledger = await postgres();
  const asked = ledger.connection().execute(async (connection) => {
    await sql`create role writes_little`.execute(connection);
    try {
      await sql`grant usage on schema ledger to writes_little`.execute(connection);
      await sql`grant select, insert, update on all tables in schema ledger to writes_little`.execute(
        connection,
      );
      await sql`revoke update on ledger.refunds from writes_little`.execute(connection);
      await sql`set role writes_little`.execute(connection);
      return await askWritable(connection);
    } finally {
      await sql`reset role`.execute(connection);
      await sql`drop owned by writes_little`.execute(connection);
      await sql`drop role writes_little`.execute(connection);
    }
  });
  expect(await asked).toEqual({ writable: false, why: "the ledger's user may not write to refunds" });
});
