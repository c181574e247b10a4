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
    // Only the new, empty files: a crash of the machine in this moment costs nothing.
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
