import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../../src/ledger/migrations/migrate.ts';
import type { LedgerMigration } from '../../../src/ledger/migrations/migration.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { freshPostgresDatabase } from '../../databases/fresh-postgres-database.ts';
import { snapshotOf } from '../snapshots.ts';

const PROMPT = { lockTimeoutMs: 100, pauseMs: 50 };

const change: Record<string, LedgerMigration> = {
  '9001-change': {
    up: async (db) => void (await sql`alter table ledger.purchases add column later text`.execute(db)),
  },
};
const index = (unique: boolean): Record<string, LedgerMigration> => ({
  '9002-index': { indexes: [{ name: 'by_phone', unique, on: 'ledger.purchases (phone_number)' }] },
});

let url: string;
let writer: Ledger;
let migrator: Ledger;
beforeEach(async () => {
  ({ url } = await freshPostgresDatabase());
  writer = opened();
  migrator = opened();
  await migrate(migrator);
});

function opened(): Ledger {
  const ledger = openPostgres(url);
  onTestFinished(() => ledger.destroy());
  return ledger;
}

const record = (purchaseId: string): Promise<unknown> =>
  recordSnapshot(writer, snapshotOf(purchaseId), { now: new Date() });

/** A transaction that has done this and stays open until it is told to end. */
async function held(statement: string): Promise<{ end(): Promise<void> }> {
  const ledger = opened();
  let end = (): void => undefined;
  const askedToEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  let over: Promise<void> = Promise.resolve();
  await new Promise<void>((isHeld, fails) => {
    over = ledger.transaction().execute(async (transaction) => {
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
      await sql.raw(statement).execute(transaction);
      isHeld();
      await askedToEnd;
    });
    over.catch(fails);
  });
  return {
    end() {
      end();
      return over;
    },
  };
}

/** Until somebody waits for what another one holds. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waits: boolean }>`
      select exists (select from pg_locks join pg_database on pg_database.oid = database
        where not granted and datname = current_database()) or exists (
        select from pg_stat_activity where datname = current_database()
          and wait_event_type = 'Lock') as waits`.execute(writer);
    if (rows[0]?.waits === true) return;
    await setImmediate();
  }
}

const validity = async (ledger: Ledger): Promise<unknown[]> =>
  (
    await sql<{ indisvalid: boolean }>`
      select indisvalid from pg_index where indexrelid = to_regclass('ledger.by_phone')`.execute(ledger)
  ).rows.map(({ indisvalid }) => indisvalid);

test('a change of a table that is being read for long waits, and purchases are recorded meanwhile', async () => {
  const reading = await held('select from ledger.purchases');
  const migrated = migrate(migrator, { migrations: change, ...PROMPT });
  for (let n = 0; n < 5; n += 1) {
    await somebodyWaits();
    expect(await record(`p${n}`)).toBe('recorded');
  }
  await reading.end();
  expect(await migrated).toEqual(['9001-change']);
  expect(await record('p9')).toBe('recorded');
});

test('a change whose lock nobody gives up fails in the end, and leaves nothing behind', async () => {
  const reading = await held('select from ledger.purchases');
  const failing = migrate(migrator, { migrations: change, ...PROMPT, lockTries: 2 });
  await expect(failing).rejects.toMatchObject({ code: '55P03' });
  await reading.end();
  expect(await migrate(migrator, { migrations: change })).toEqual(['9001-change']);
});

test('an index is built while others write: one that is not at its end holds up no other', async () => {
  await record('p1');
  const writing = await held("update ledger.purchases set name = 'Ada' where purchase_id = 'p1'");
  const migrated = migrate(migrator, { migrations: index(false) });
  await somebodyWaits();
  expect(await record('p2')).toBe('recorded');
  await writing.end();
  expect(await migrated).toEqual(['9002-index']);
  expect(await validity(writer)).toEqual([true]);
});

test('an index that was half built is built anew', async () => {
  await record('p1');
  await record('p2');
  // The same number twice: it cannot be unique, and what was built of it stays, of no use.
  await expect(migrate(migrator, { migrations: index(true) })).rejects.toMatchObject({ code: '23505' });
  expect(await validity(writer)).toEqual([false]);
  expect(await migrate(migrator, { migrations: index(false) })).toEqual(['9002-index']);
  expect(await validity(writer)).toEqual([true]);
  expect(await migrate(migrator, { migrations: index(false) })).toEqual([]);
});

describe('from 0012 on', () => {
  const folder = new URL('../../../src/ledger/migrations/', import.meta.url);
  const files = readdirSync(folder).filter((file) => /^\d{4}-/.test(file) && file >= '0012');
  const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

  test('no migration builds an index within its change over a table that was there before', () => {
    const wrong = files.filter((file) => {
      const text = textOf(file);
      const indexed = [...text.matchAll(/create (?:unique )?index[^`]*?\bon (ledger\.\w+)/gi)];
      return indexed.some(([, table]) => !text.includes(`create table ${table}`));
    });
    expect(wrong).toEqual([]);
  });
});
