import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../src/listening/free-ports.ts';
import { superviseProcess, type SupervisedProcess } from '../server/supervised-process.ts';
import { NoPostgres } from './find-postgres.ts';
import type { RunnablePrograms } from './runnable-programs.ts';
import type { User } from './unprivileged-user.ts';

/** The superuser of every PostgreSQL that this project makes. */
export const SUPERUSER = 'postgres';

const PORT_TRIES = 3;
const HELD_TRIES = 50;
const AGAIN_MS = 200;
const ERROR_CHARACTERS = 600;
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  // Shared memory goes into the data folder, so that a kill -9 leaves nothing in /dev/shm.
  'dynamic_shared_memory_type=mmap',
];

/** A data folder of a PostgreSQL, and what is needed to run one on it. */
export interface Cluster {
  /** The data folder. Belongs to `user`, who may have no access to the folders above it. */
  data: string;
  programs: RunnablePrograms;
  /** The user that the programs run as. `undefined`: the user of this process. */
  user: User | undefined;
  /** A temporary folder that the user may enter. */
  scratch: string;
  /** Each as for `postgres -c`, in addition to `SETTINGS`. */
  settings: readonly string[];
  env: NodeJS.ProcessEnv;
}

export interface RunningCluster {
  process: SupervisedProcess;
  port: number;
  /** The end of what it has written so far. */
  wrote(): string;
}

/**
 * Makes an empty database in `data`, an empty folder. With a `password`, every connection has to give it; without one,
 * everybody on this machine may connect. `sync`: waits until the files are on the disk, so that they survive a crash.
 *
 * Throws `NoPostgres` with what the program wrote.
 */
export async function initialise(
  cluster: Cluster,
  { password, sync }: { password?: string; sync: boolean },
): Promise<void> {
  const { programs, scratch, user } = cluster;
  const passwordFile = join(scratch, 'password');
  if (password !== undefined) {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  }
  const options = ['--username', SUPERUSER, '--encoding=UTF8', '--locale=C'];
  if (password === undefined) options.push('--auth=trust');
  else options.push('--auth=scram-sha-256', '--pwfile', passwordFile);
  if (!sync) options.push('--no-sync');
  const made = runOn(cluster, programs.initdb, (data) => ['--pgdata', data, ...options]);
  const { code } = await made.process.exited;
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new NoPostgres(`PostgreSQL cannot make a database; it wrote: ${made.wrote()}`);
}

/**
 * Starts PostgreSQL on `data`, on `port` or else on a free one, and waits until it accepts connections. If processes or
 * shared memory of a killed one are still there, tries again until they are gone, some fifty times.
 *
 * Throws `NoPostgres` with what it wrote.
 */
export async function startOn(cluster: Cluster, port?: number): Promise<RunningCluster> {
  for (let attempt = 1; ; attempt += 1) {
    const [freePort = 0] = port === undefined ? await freePorts(1) : [port];
    const run = await runOnce(cluster, freePort);
    if (run.result === 'ready') return run.running;
    if (attempt >= triesAfter(run.wrote, port)) {
      throw new NoPostgres(`PostgreSQL does not start; it wrote: ${run.wrote}`);
    }
    if (!PORT_TAKEN.test(run.wrote) || port !== undefined) await delay(AGAIN_MS);
  }
}

const PORT_TAKEN = /could not bind/;
const STILL_HELD = /"postmaster\.pid" already exists|pre-existing shared memory block/;

function triesAfter(wrote: string, fixedPort: number | undefined): number {
  if (STILL_HELD.test(wrote) || fixedPort !== undefined) return HELD_TRIES;
  // Another process may have taken the port after it was found free.
  return PORT_TAKEN.test(wrote) ? PORT_TRIES : 1;
}

type RunResult = { result: 'ready'; running: RunningCluster } | { result: 'ended'; wrote: string };

async function runOnce(cluster: Cluster, port: number): Promise<RunResult> {
  const settings = [...SETTINGS, ...cluster.settings].flatMap((setting) => ['-c', setting]);
  let isReady: (answer: 'ready') => void = () => undefined;
  const ready = new Promise<'ready'>((resolve) => (isReady = resolve));
  const run = runOn(
    cluster,
    cluster.programs.postgres,
    (data) => ['-D', data, '-p', String(port), ...settings],
    (wrote) => wrote.includes('ready to accept connections') && isReady('ready'),
  );
  if ((await Promise.race([ready, run.process.exited])) === 'ready') {
    return { result: 'ready', running: { ...run, port } };
  }
  return { result: 'ended', wrote: run.wrote() };
}

/** Runs a program of the cluster. `args` gets the path by which the program reaches the folder `data`. */
function runOn(
  { data, user, scratch, env }: Cluster,
  file: string,
  args: (data: string) => string[],
  heard: (wrote: string) => void = () => undefined,
): { process: SupervisedProcess; wrote: () => string } {
  // That user cannot enter root's folders, but can use a folder that root has opened for it.
  const opened = user !== undefined && process.platform === 'linux';
  let wrote = '';
  const supervised = superviseProcess({
    file,
    args: args(opened ? '/proc/self/fd/3' : data),
    env,
    cwd: scratch,
    output(text) {
      wrote = (wrote + text).slice(-ERROR_CHARACTERS);
      heard(wrote);
    },
    // On SIGTERM `postgres` would wait until all clients have left.
    stopSignal: 'SIGINT',
    user,
    folder: opened ? data : undefined,
  });
  return { process: supervised, wrote: () => wrote.trim() };
}
