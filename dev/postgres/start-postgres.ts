import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { initialise, startOn, SUPERUSER, type Cluster, type RunningCluster } from './cluster.ts';
import { findPostgres, type PostgresPrograms } from './find-postgres.ts';
import { runnablePrograms } from './runnable-programs.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

// Each test file has its own database and pool.
const MANY_CONNECTIONS = 'max_connections=300';
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL on 127.0.0.1 that this project has started, empty at first. */
export interface Postgres {
  /** The address of its database `postgres`, e.g. `postgres://postgres@127.0.0.1:20001/postgres`. No password. */
  url: string;
  port: number;
  user: string;
  /** E.g. `postgres (PostgreSQL) 15.10`. */
  version: string;
  /** The first process and its present children. What ended children have used counts for the first process. */
  pids(): Promise<number[]>;
  /** Ends it and keeps its data. `SIGINT`: closes all connections first. `SIGKILL`: at once, as in a crash. */
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
  /** `false`: faster, but a crash of the machine may lose data. For tests of something else. Default: `true`. */
  durable?: boolean;
}

/**
 * Starts a throw-away PostgreSQL in a temporary folder. Its settings are the defaults (so with `fsync`), except for more
 * connections. Everybody on this machine may connect. If this process ends without `stop`, however it ends, PostgreSQL
 * ends within 5 s, and its folder is left behind.
 *
 * Throws `NoPostgres` if there is none or it does not start.
 */
export async function startPostgres({
  env,
  programs = findPostgres(env),
  durable = true,
}: PostgresOptions): Promise<Postgres> {
  const user = await unprivilegedUser();
  const scratch = await mkdtemp(join(tmpdir(), 'instaotp-postgres-'));
  try {
    const data = join(scratch, 'data');
    await mkdir(data, { mode: 0o700 });
    if (user !== undefined) for (const path of [scratch, data]) await chown(path, user.uid, user.gid);
    const cluster: Cluster = {
      data,
      programs: await runnablePrograms(programs, { user, folder: scratch }),
      user,
      scratch,
      settings: durable ? [MANY_CONNECTIONS] : [MANY_CONNECTIONS, ...NOT_DURABLE],
      env,
    };
    // A crash of the machine now would cost only empty files.
    await initialise(cluster, { sync: false });
    return running(cluster, await startOn(cluster));
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

function running(cluster: Cluster, first: RunningCluster): Postgres {
  const { port } = first;
  let current = first.process;
  return {
    url: `postgres://${SUPERUSER}@127.0.0.1:${port}/postgres`,
    port,
    user: SUPERUSER,
    version: cluster.programs.version,
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
      current = (await startOn(cluster, port)).process;
    },
    async stop() {
      await current.stop();
      await rm(cluster.scratch, { recursive: true, force: true });
    },
  };
}
