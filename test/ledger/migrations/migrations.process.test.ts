import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { migrate, pendingMigrations } from '../../../src/ledger/migrations/migrate.ts';
import { MIGRATIONS } from '../../../src/ledger/migrations/all.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { freshPostgresDatabase } from '../../databases/fresh-postgres-database.ts';
import { snapshotOf } from '../snapshots.ts';
import { present } from '../../../src/contract/present.ts';

const NAMES = Object.keys(MIGRATIONS);

async function bare(): Promise<Ledger> {
  const { url } = await freshPostgresDatabase();
  const ledger = openPostgres(url);
  onTestFinished(() => ledger.destroy());
  return ledger;
}

/** Every row of every table, without the columns that came later. */
async function contents(ledger: Ledger, columns: Readonly<Record<string, readonly string[]>>) {
  const rows: Record<string, unknown> = {};
  for (const [table, names] of Object.entries(columns)) {
    const { rows: found } = await sql`
      select ${sql.join(names.map((name) => sql.id(name)))} from ${sql.id('ledger', table)} order by 1`.execute(
      ledger,
    );
    rows[table] = found;
  }
  return rows;
}

async function columnsOf(ledger: Ledger): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'ledger' and table_name not like 'migrations%'
    order by table_name, ordinal_position`.execute(ledger);
  const columns: Record<string, string[]> = {};
  for (const { table, column } of rows) (columns[table] ??= []).push(column);
  return columns;
}

/** What others refer to comes first. */
const FIRST = ['purchases', 'claims', 'events', 'webhook_endpoints'];

/** A row in each table, as a version writes it that knows these tables and columns only. */
async function fill(
  ledger: Ledger,
  known: Readonly<Record<string, readonly string[]>>,
  mark: string,
): Promise<void> {
  const { rows } = await sql<{ table: string; column: string; type: string }>`
    select table_name as table, column_name as column, data_type as type
    from information_schema.columns where table_schema = 'ledger'
    and is_nullable = 'NO' and column_default is null and is_identity = 'NO'`.execute(ledger);
  const tables = [...new Set([...FIRST.filter((table) => table in known), ...Object.keys(known)])];
  for (const table of tables) {
    const columns = rows.filter((row) => row.table === table && known[table]?.includes(row.column));
    const values = columns.map(({ column, type }) => valueFor(table, column, type, mark));
    await sql`
      insert into ${sql.id('ledger', table)} (${sql.join(columns.map(({ column }) => sql.id(column)))})
      values (${sql.join(values)})`.execute(ledger);
  }
}

const CHOSEN: Readonly<Record<string, string | number>> = {
  'erasures.purchases': 1,
  'timeline.source': 'workflow',
  'statements.visibility': 'public',
  'timeline.visibility': 'public',
  'remedies.kind': 'replacement',
  'refunds.status': 'sent',
  'replacements.status': 'sent',
  'mails.status': 'sending',
  'webhook_endpoints.scheme': 'v1',
  'webhook_endpoints.status': 'enabled',
  'webhook_deliveries.state': 'delivered',
};

/** `before-3` → 6, `old-3` → 7. */
function placeOf(mark: string): number {
  const [when, index] = mark.split('-');
  return 2 * Number(index) + (when === 'old' ? 1 : 0);
}

function valueFor(table: string, column: string, type: string, mark: string): unknown {
  const chosen = CHOSEN[`${table}.${column}`];
  if (chosen !== undefined) return chosen;
  if (table === 'refunds' && column === 'key') return `refund:${mark}`;
  if (column === 'sequence') return placeOf(mark);
  switch (type) {
    case 'integer':
      return 0;
    case 'bigint':
      return 149;
    case 'boolean':
      return false;
    case 'json':
    case 'jsonb':
      return '[]';
    case 'timestamp with time zone':
      return new Date('2026-03-02T09:00:00.000Z');
    default:
      return mark;
  }
}

describe('the migrations', () => {
  test('are listed before they are carried out, are carried out in order, and then there are none', async () => {
    const ledger = await bare();
    expect(await pendingMigrations(ledger)).toEqual(NAMES);
    expect(await migrate(ledger)).toEqual(NAMES);
    expect(await pendingMigrations(ledger)).toEqual([]);
    expect(await migrate(ledger)).toEqual([]);
  });

  test('of two that are started at once each is carried out once', async () => {
    const ledger = await bare();
    const done = await Promise.all([migrate(ledger), migrate(ledger)]);
    expect(done.flat()).toEqual(NAMES);
  });

  test('a database that is ahead of this version is fine', async () => {
    const ledger = await bare();
    await migrate(ledger);
    await sql`insert into ledger.migrations (name, timestamp) values ('9999-later', 'now')`.execute(ledger);
    expect(await pendingMigrations(ledger)).toEqual([]);
  });

  test('each leaves every row as it was, and takes what the version before it writes', async () => {
    const ledger = await bare();
    for (const [index, name] of NAMES.entries()) {
      const before = await columnsOf(ledger);
      await fill(ledger, before, `before-${index}`);
      const rows = await contents(ledger, before);
      expect(await migrate(ledger, { upTo: name })).toEqual([name]);
      expect(await contents(ledger, before)).toEqual(rows);
      await fill(ledger, before, `old-${index}`);
    }
  });

  test('afterwards a snapshot can be written', async () => {
    const ledger = await bare();
    await migrate(ledger);
    expect(await recordSnapshot(ledger, snapshotOf('p1'), { now: new Date() })).toBe('recorded');
  });
});

describe('npm run migrate', () => {
  const run = async (url: string | undefined, ...options: string[]) => {
    const env = { PATH: process.env['PATH'], ...present({ DATABASE_URL: url }) };
    const args = ['--import', 'tsx', 'src/cli/migrate.ts', ...options];
    return promisify(execFile)(process.execPath, args, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        stdout,
        stderr,
      }),
    );
  };

  test('says what it did, and the second time that there was nothing to do', async () => {
    const { url } = await freshPostgresDatabase();
    expect(await run(url)).toEqual({
      code: 0,
      stdout: `${NAMES.join('\n')}\nThe ledger is up to date now.\n`,
      stderr: '',
    });
    expect(await run(url)).toEqual({ code: 0, stdout: 'The ledger is up to date.\n', stderr: '' });
  });

  test('leaves out a million places of the feed for a ledger that was restored, each time', async () => {
    const { url } = await freshPostgresDatabase();
    await run(url);
    expect(await run(url, '--restored')).toEqual({
      code: 0,
      stdout: 'The ledger is up to date.\nThe next event in the feed gets the place 1000001.\n',
      stderr: '',
    });
    expect((await run(url, '--restored')).stdout).toContain('the place 2000001.');
  });

  test.each([
    {
      trouble: 'a database that offers no TLS',
      change: (url: URL) => url.searchParams.set('sslmode', 'verify-full'),
      says: ': it offers no TLS: turn that on there, or set sslmode=disable and ALLOW_PLAINTEXT=postgres',
    },
    {
      trouble: 'a database that is not there by name',
      change: (url: URL) => (url.pathname = '/no_such_database'),
      says: ' (3D000): it has no database of that name: create it, or correct the name',
    },
    {
      trouble: 'a server that is away',
      // Port 1 needs privileges to listen on: nobody does.
      change: (url: URL) => (url.port = '1'),
      says: ' (ECONNREFUSED): nobody listens there: start it, or correct the address',
    },
  ])('$trouble is reported in the sentence that a worker has for it', async ({ change, says }) => {
    const url = new URL(inject('postgresUrl'));
    change(url);
    expect(await run(url.href)).toEqual({
      code: 1,
      stdout: '',
      stderr: `The database of DATABASE_URL cannot be used${says}.\n`,
    });
  });

  test('without an address it says what to set', async () => {
    const { code, stdout, stderr } = await run(undefined);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('  DATABASE_URL is missing: set the address of a PostgreSQL');
  });
});
