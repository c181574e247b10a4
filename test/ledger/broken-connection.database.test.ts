import { sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { inLedger } from '../../src/ledger/ledger-unavailable.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { LedgerTables } from '../../src/ledger/tables.ts';
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

/** Its process at the database stands still, and what it was sent is carried out once it goes on. */
async function frozen(ledger: Kysely<LedgerTables>): Promise<{ goOn(): void }> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(ledger);
  const [{ pid } = { pid: 0 }] = rows;
  process.kill(pid, 'SIGSTOP');
  return { goOn: () => void process.kill(pid, 'SIGCONT') };
}

test.each(['when a transaction begins', 'in the middle of a transaction'])(
  'after a database that hung %s, what is written is there for all to see',
  async (when) => {
    const database = await freshPostgresDatabase();
    const ledger = openPostgres(database.url, { statementTimeoutMs: 50 });
    const others = openPostgres(database.url);
    await sql`create table written (what text)`.execute(others);
    const write = (what: string, by: Kysely<LedgerTables> = ledger): Promise<unknown> =>
      sql`insert into written values (${what})`.execute(by);

    // So that there is a connection already.
    await write('before');
    let hung = when === 'when a transaction begins' ? await frozen(ledger) : undefined;
    const transacted = inLedger(() =>
      ledger.transaction().execute(async (transaction) => {
        await write('never', transaction);
        hung = await frozen(transaction);
        await write('never', transaction);
      }),
    );
    try {
      await expect(transacted).rejects.toThrow('The ledger could not be used');
    } finally {
      hung?.goOn();
    }
    await write('after');

    const { rows } = await sql<{ what: string }>`select what from written`.execute(others);
    expect(rows).toEqual([{ what: 'before' }, { what: 'after' }]);
    await Promise.all([ledger.destroy(), others.destroy()]);
    await database.drop();
  },
);
