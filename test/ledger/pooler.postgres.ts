import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { inLedger } from '../../src/ledger/ledger-unavailable.ts';
import { migrate, pendingMigrations } from '../../src/ledger/migrations/migrate.ts';
import { MIGRATIONS } from '../../src/ledger/migrations/all.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { readPurchaseStatus } from '../../src/ledger/read/purchase-status.ts';
import { readyLedger } from '../../src/ledger/ready-ledger.ts';
import { recordSnapshot } from '../../src/ledger/write/record-snapshot.ts';
import { intendRefund, refundAnswered, refundSent } from '../../src/ledger/write/refunds.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { startPostgres, type Postgres } from '../../dev/postgres/start-postgres.ts';
import { startPooler, type Pooler } from '../databases/pgbouncer.ts';
import { snapshotOf } from './snapshots.ts';

/** At once: more than the 20 connections that the pooler has to the database. */
const PURCHASES = 24;

const NAMES = Object.keys(MIGRATIONS);

let postgres: Postgres;
let pooler: Pooler;
beforeAll(async () => {
  postgres = await startPostgres({ env: process.env, durable: false });
  pooler = await startPooler(postgres.url);
});
afterAll(async () => {
  await pooler?.stop();
  await postgres?.stop();
});

/** A database of its own. `url` leads through the pooler. */
async function freshDatabase(): Promise<{ url: string; direct: string }> {
  const name = `pooled_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`).finally(() => client.end());
  const direct = new URL(postgres.url);
  direct.pathname = `/${name}`;
  return { url: pooler.urlOf(direct.href), direct: direct.href };
}

function opened(url: string, statementTimeoutMs?: number): Ledger {
  const ledger = openPostgres(url, statementTimeoutMs === undefined ? {} : { statementTimeoutMs });
  onTestFinished(() => ledger.destroy());
  return ledger;
}

test('npm run migrate brings a ledger behind a pooler up to date, and the second time there is nothing to do', async () => {
  const { url } = await freshDatabase();
  const run = async (): Promise<string> => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: url };
    const args = ['--import', 'tsx', 'src/cli/migrate.ts'];
    return (await promisify(execFile)(process.execPath, args, { env })).stdout;
  };
  expect(await run()).toBe(`${NAMES.join('\n')}\nThe ledger is up to date now.\n`);
  expect(await run()).toBe('The ledger is up to date.\n');
  const ready = await readyLedger(url);
  expect(ready.ready).toBe(true);
  if (ready.ready) await ready.ledger.destroy();
});

test('of two migrations behind a pooler each step is carried out once, and one that failed holds up none', async () => {
  const { url, direct } = await freshDatabase();
  // In the way of the first step.
  const other = opened(direct);
  await sql`create schema ledger`.execute(other);
  await sql`create table ledger.purchases (in_the_way text)`.execute(other);
  await expect(migrate(opened(url))).rejects.toMatchObject({ code: '42P07' });
  await sql`drop table ledger.purchases`.execute(other);

  const done = await Promise.all([migrate(opened(url)), migrate(opened(url))]);
  expect(done.flat()).toEqual(NAMES);
  expect(await pendingMigrations(opened(url))).toEqual([]);
});

test('purchases, money and reading work behind a pooler, from more connections than it has', async () => {
  const { url } = await freshDatabase();
  await migrate(opened(url));
  const ledgers = [opened(url), opened(url), opened(url)];
  const written = await Promise.all(
    Array.from({ length: PURCHASES }, async (_, n) => {
      const ledger = ledgers[n % 3] as Ledger;
      const purchaseId = `p${n}`;
      const price = { amount: 149, currency: 'EUR' };
      const key = `refund:${purchaseId}`;
      const request = {
        key,
        purchaseId,
        originalPurchaseId: purchaseId,
        depth: 0,
        price,
        reason: 'R2',
      } as const;
      await recordSnapshot(ledger, snapshotOf(purchaseId), { now: new Date() });
      await intendRefund(ledger, request, new Date());
      await refundSent(ledger, key, new Date());
      await refundAnswered(ledger, key, { refundId: `r${n}`, status: 'confirmed' }, new Date());
      return (await readPurchaseStatus(ledger, purchaseId))?.purchaseId;
    }),
  );
  expect(written).toEqual(Array.from({ length: PURCHASES }, (_, n) => `p${n}`));
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ledger.refunds where status = 'confirmed'`.execute(opened(url));
  expect(rows).toEqual([{ n: PURCHASES }]);
});

test('a transaction keeps its limits behind a pooler, and leaves none of them to who comes after', async () => {
  const { url } = await freshDatabase();
  const ledger = opened(url, 100);
  await sql`create table public.written (what text)`.execute(ledger);
  const tooLong = ledger.transaction().execute(async (transaction) => {
    await sql`insert into public.written values ('never')`.execute(transaction);
    await sql`select pg_sleep(60)`.execute(transaction);
  });
  await expect(tooLong).rejects.toMatchObject({ code: '57014' });
  const setting = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(opened(url));
  expect(setting.rows).toEqual([{ statement_timeout: '0' }]);
  const { rows } = await sql`select what from public.written`.execute(ledger);
  expect(rows).toEqual([]);
});

test('a transaction that nobody goes on with ends behind a pooler, and what it held is free', async () => {
  const { url } = await freshDatabase();
  const ledger = opened(url, 100);
  const others = opened(url);
  await sql`create table public.held (id integer)`.execute(others);
  let locked = (): void => undefined;
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  let goOn = (): void => undefined;
  const idle = inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      await sql`lock table public.held in access exclusive mode`.execute(transaction);
      await new Promise<void>((resolve) => {
        goOn = resolve;
        locked();
      });
      await sql`insert into public.held values (1)`.execute(transaction);
    }),
  );
  await isLocked;
  // Waits for the lock until the database has ended the one that has it.
  await sql`insert into public.held values (2)`.execute(others);
  goOn();
  await expect(idle).rejects.toThrow('The ledger could not be used');
  const { rows } = await sql`select id from public.held`.execute(others);
  expect(rows).toEqual([{ id: 2 }]);
});

test('a statement without a transaction that gets no answer fails here, and the next one has another connection', async () => {
  const { url } = await freshDatabase();
  const ledger = opened(url, 100);
  await expect(inLedger(() => sql`select pg_sleep(60)`.execute(ledger))).rejects.toThrow(
    'The ledger could not be used',
  );
  const { rows } = await sql`select 1 as one`.execute(ledger);
  expect(rows).toEqual([{ one: 1 }]);
});
