import { execFile } from 'node:child_process';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '../../src/listening/free-ports.ts';
import { superviseProcess } from '../server/supervised-process.ts';
import type { SupervisedProcess } from '../server/supervised-process.ts';
import { findPostgres, NoPostgres, type PostgresPrograms } from './find-postgres.ts';
import { runnablePrograms } from './runnable-programs.ts';
import { unprivilegedUser, type User } from './unprivileged-user.ts';

const SUPERUSER = 'postgres';
const PORT_TRIES = 3;
const RESUME_TRIES = 50;
const RESUME_AGAIN_MS = 200;
const ERROR_CHARACTERS = 600;
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  // Its memory in its own folder: a kill -9 then leaves nothing in /dev/shm.
  'dynamic_shared_memory_type=mmap',
  // Each test file has its own database and pool.
  'max_connections=300',
];
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL of ours on 127.0.0.1, with nothing in it. */
export interface Postgres {
  /** Of its database `postgres`, e.g. `postgres://postgres@127.0.0.1:20001/postgres`. No password. */
  url: string;
  port: number;
  user: string;
  /** E.g. `postgres (PostgreSQL) 15.10`. */
  version: string;
  /** The first process and its children of now. What ended children used is in the first one's own account. */
  pids(): Promise<number[]>;
  /** Ends it and keeps its data: `SIGINT` closes all connections first, `SIGKILL` is a loss of power. */
  halt(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** Starts it again after `halt`, on the same data and port. */
  resume(): Promise<void>;
  /** Closes all connections, ends it, removes its data. May be called twice. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  env: NodeJS.ProcessEnv;
  /** Default: what `findPostgres` finds. */
  programs?: PostgresPrograms;
  /** `false`: faster, and a crash of the machine may cost what was written. For tests of something else. */
  durable?: boolean;
}

/**
 * Starts a throw-away PostgreSQL with its default settings (so with `fsync`), but for more connections, in a temporary
 * folder. Everybody on this machine may connect. It is gone within 5 s of this process, however that ends; then its
 * folder stays behind.
 *
 * Throws `NoPostgres` if there is none or it does not start.
 */
export async function startPostgres({
  env,
  programs = findPostgres(env),
  durable = true,
}: PostgresOptions): Promise<Postgres> {
  const user = await unprivilegedUser();
  const folder = await mkdtemp(join(tmpdir(), 'instaotp-postgres-'));
  try {
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    const { initdb, postgres, version } = await runnablePrograms(programs, { user, folder });
    await initialise(initdb, folder, user);
    for (let attempt = 1; ; attempt += 1) {
      const [port = 0] = await freePorts(1);
      const settings = durable ? SETTINGS : [...SETTINGS, ...NOT_DURABLE];
      const how = { folder, port, env, user, settings };
      const start = (): Promise<RunResult> => runOnce(postgres, how);
      const run = await start();
      if (run.result === 'ready') return running(run.process, { ...how, version, start });
      // Between our look and its start another process may have taken the port.
      if (attempt === PORT_TRIES || !run.wrote.includes('could not bind')) {
        throw new NoPostgres(`PostgreSQL does not start; it wrote: ${run.wrote}`);
      }
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(initdb: string, folder: string, user: User | undefined): Promise<void> {
  const args = [
    '--pgdata',
    join(folder, 'data'),
    '--username',
    SUPERUSER,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    // Only the new, empty files: a crash of the machine in this moment costs nothing.
    '--no-sync',
  ];
  await promisify(execFile)(initdb, args, { cwd: folder, ...user });
}

interface Run {
  folder: string;
  port: number;
  env: NodeJS.ProcessEnv;
  user: User | undefined;
  settings: readonly string[];
}

type RunResult = { result: 'ready'; process: SupervisedProcess } | { result: 'ended'; wrote: string };

/** Waits until it says that it takes connections. */
async function runOnce(postgres: string, { folder, port, env, user, settings }: Run): Promise<RunResult> {
  let wrote = '';
  let heard: () => void = () => undefined;
  const ready = new Promise<'ready'>((resolve) => {
    heard = () => {
      if (wrote.includes('ready to accept connections')) resolve('ready');
    };
  });
  const supervised = superviseProcess({
    file: postgres,
    args: ['-D', join(folder, 'data'), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    env,
    cwd: folder,
    output(text) {
      wrote = (wrote + text).slice(-ERROR_CHARACTERS);
      heard();
    },
    // SIGTERM would wait for all clients to leave.
    stopSignal: 'SIGINT',
    user,
  });
  if ((await Promise.race([ready, supervised.exited])) === 'ready')
    return { result: 'ready', process: supervised };
  return { result: 'ended', wrote: wrote.trim() };
}

function running(
  first: SupervisedProcess,
  { port, version, folder, start }: Run & { version: string; start: () => Promise<RunResult> },
): Postgres {
  let current = first;
  return {
    url: `postgres://${SUPERUSER}@127.0.0.1:${port}/postgres`,
    port,
    user: SUPERUSER,
    version,
    async pids() {
      const pid = await current.pid;
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
      return [pid, ...children.trim().split(' ').filter(Boolean).map(Number)];
    },
    async halt(signal) {
      process.kill(await current.pid, signal);
      await current.exited;
    },
    async resume() {
      for (let attempt = 1; ; attempt += 1) {
        const run = await start();
        if (run.result === 'ready') {
          current = run.process;
          return;
        }
        // Those that outlive a killed one for a moment still hold its memory.
        if (attempt === RESUME_TRIES)
          throw new NoPostgres(`PostgreSQL does not start; it wrote: ${run.wrote}`);
        await delay(RESUME_AGAIN_MS);
      }
    },
    async stop() {
      await current.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
