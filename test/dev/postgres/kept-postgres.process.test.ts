import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { NoPostgres, postgresesHere } from '../../../dev/postgres/find-postgres.ts';
import { holdPostgres, type KeptPostgres } from '../../../dev/postgres/kept-postgres.ts';
import { NotPossible } from '../../../src/cli/not-possible.ts';
import { isRunning, processMark } from '../../../src/cli/process-mark.ts';
import { startProcess } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const PART = fileURLToPath(new URL('./kept-part.ts', import.meta.url));

async function start(folder: string, find?: typeof postgresesHere): Promise<KeptPostgres> {
  const postgres = await (await holdPostgres(folder, process.env, find)).start();
  onTestFinished(() => postgres.stop());
  return postgres;
}

const startPart = (folder: string) =>
  startProcess({
    script: PART,
    env: { ...process.env, FOLDER: folder },
    isReady: (stdout) => /^(\S+)\n$/.exec(stdout)?.[1],
    endedBy: 'SIGKILL',
  });

/** The first column of the first row. */
async function answer(url: string, question: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<unknown[]>({ text: question, rowMode: 'array' });
  await client.end();
  return rows[0]?.[0];
}

const KEEP = 'create table kept as select 7 as n';
const KEPT = 'select n from kept';

/** The process of PostgreSQL itself. */
function serverOn(folder: string): { pid: number; mark: string } {
  const pid = Number.parseInt(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8'), 10);
  return { pid, mark: processMark(pid) ?? '' };
}

const parentOf = (pid: number): number =>
  Number(/^PPid:\s(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

test('what was written is there the next time; in between nothing runs, and nothing is left outside of the folder', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  const { pid, mark } = serverOn(folder);
  const scratch = readlinkSync(`/proc/${parentOf(pid)}/cwd`);
  expect(dirname(scratch)).toBe(realpathSync(tmpdir()));
  await answer(first.url, KEEP);
  await first.stop();
  await first.stop();
  expect(await first.ended).toEqual({ reason: undefined });
  expect(isRunning(pid, mark)).toBe(false);
  expect(existsSync(scratch)).toBe(false);
  const second = await start(folder);
  expect(await answer(second.url, KEPT)).toBe(7);
  expect(await answer(second.url, 'show fsync')).toBe('on');
});

test('it is for this user alone: it listens on 127.0.0.1, asks for the password, and only this user can read that', async () => {
  const folder = temporaryFolder();
  const { url } = await start(folder);
  const address = new URL(url);
  expect(address.hostname).toBe('127.0.0.1');
  expect(
    await answer(
      url,
      "select current_setting('listen_addresses') || current_setting('unix_socket_directories')",
    ),
  ).toBe('127.0.0.1');
  const password = readFileSync(join(folder, 'postgres/password'), 'utf8');
  expect(password).toMatch(/^[\w-]{32}$/);
  expect(address.password).toBe(password);
  expect(statSync(join(folder, 'postgres/password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
  for (const wrong of ['', 'another']) {
    address.password = wrong;
    await expect(answer(address.href, 'select 1')).rejects.toThrow(/password/);
  }
});

test('after kill -9 of whoever had it, the next one has all that was written', async () => {
  const folder = temporaryFolder();
  const part = startPart(folder);
  await answer(await part.ready, KEEP);
  const orphan = serverOn(folder);
  part.child.kill('SIGKILL');
  await part.ended;
  const next = await start(folder);
  expect(isRunning(orphan.pid, orphan.mark)).toBe(false);
  expect(await answer(next.url, KEPT)).toBe(7);
});

test('one that nobody is left to end is ended by the next', async () => {
  const folder = temporaryFolder();
  const part = startPart(folder);
  await answer(await part.ready, KEEP);
  const orphan = serverOn(folder);
  const supervisor = parentOf(orphan.pid);
  expect(parentOf(supervisor)).toBe(part.child.pid);
  process.kill(supervisor, 'SIGKILL');
  part.child.kill('SIGKILL');
  await part.ended;
  expect(isRunning(orphan.pid, orphan.mark)).toBe(true);
  const next = await start(folder);
  expect(isRunning(orphan.pid, orphan.mark)).toBe(false);
  expect(await answer(next.url, KEPT)).toBe(7);
});

test('a pid that another program has got since keeps nothing from starting', async () => {
  const folder = temporaryFolder();
  await (await start(folder)).stop();
  writeFileSync(join(folder, 'postgres/data/postmaster.pid'), `${process.pid}\n`);
  expect(await answer((await start(folder)).url, 'select 1')).toBe(1);
});

test('when it is killed it says so, and the folder can be had again at once', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  process.kill(serverOn(folder).pid, 'SIGKILL');
  expect((await first.ended).reason).toMatch(
    /^The PostgreSQL of the ledger ended by itself with code \d+; it wrote: /,
  );
  expect(await answer((await start(folder)).url, 'select 1')).toBe(1);
});

test('where no PostgreSQL can be run it says what to install or to set, and keeps nothing of the folder', async () => {
  const folder = temporaryFolder();
  const none = (): never => {
    throw new NoPostgres('There is no PostgreSQL.');
  };
  const failure: unknown = await holdPostgres(folder, process.env, none).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NotPossible);
  expect(String(failure)).toBe(
    'NotPossible: There is no PostgreSQL. Or set DATABASE_URL to the address of one.',
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('of several versions here the one that wrote the data is taken', async () => {
  const folder = temporaryFolder();
  await (await start(folder)).stop();
  const nowhere = { initdb: '/nowhere/initdb', postgres: '/nowhere/postgres' };
  const next = await start(folder, (env) => [nowhere, ...postgresesHere(env).toReversed()]);
  expect(await answer(next.url, 'select 1')).toBe(1);
  expect(existsSync(join(folder, 'ledger.lock'))).toBe(true);
});
