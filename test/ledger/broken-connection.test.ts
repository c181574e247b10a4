import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import { expect, test } from 'vitest';
import { inLedger } from '../../src/ledger/ledger-unavailable.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';
import { openWire } from '../databases/wire.ts';
import type { LedgerTables } from '../../src/ledger/tables.ts';

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

const HANGS: { when: string; hangs: 'first' | 'later' }[] = [
  { when: 'when a transaction begins', hangs: 'first' },
  { when: 'in the middle of a transaction', hangs: 'later' },
];

test.each(HANGS)(
  'after a database that hung $when, what is written is there for all to see',
  async ({ hangs }) => {
    const database = await freshPostgresDatabase();
    const wire = await openWire(database.url);
    const ledger = openPostgres(wire.url, { statementTimeoutMs: 50 });
    const others = openPostgres(database.url);
    await sql`create table written (what text)`.execute(others);
    const write = (what: string, by = ledger): Promise<unknown> =>
      sql`insert into written values (${what})`.execute(by);

    // So that there is a connection already.
    await write('before');
    if (hangs === 'first') wire.hang();
    const hung = inLedger(() =>
      ledger.transaction().execute(async (transaction: Transaction<LedgerTables>) => {
        await write('never', transaction);
        wire.hang();
        await write('never', transaction);
      }),
    );
    await expect(hung).rejects.toThrow('The ledger could not be used');
    await wire.mend();
    // What the database was still to be told has reached it.
    await delay(50);
    await write('after');

    const { rows } = await sql<{ what: string }>`select what from written`.execute(others);
    expect(rows).toEqual([{ what: 'before' }, { what: 'after' }]);
    await Promise.all([ledger.destroy(), others.destroy()]);
    await wire.close();
    await database.drop();
  },
);
