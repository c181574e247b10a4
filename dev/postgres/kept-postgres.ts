import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { takeLock } from '../server/lock-file.ts';
import { makeOwnFolder } from '../server/own-folder.ts';
import { initialise, startOn, SUPERUSER, type Cluster, type RunningCluster } from './cluster.ts';
import { endOrphan } from './end-orphan.ts';
import { NoPostgres, postgresesHere } from './find-postgres.ts';
import { programsFor } from './programs-for.ts';
import { unprivilegedUser, type User } from './unprivileged-user.ts';

/** A PostgreSQL on 127.0.0.1 that keeps its data in a folder. */
export interface KeptPostgres {
  /** The address of its database `postgres`, with user and password. */
  url: string;
  /** Resolves when it has ended. `reason`: why it ended by itself; `undefined` after `stop`. */
  ended: Promise<{ reason: string | undefined }>;
  /** Closes all connections, ends it, and releases the folder. May be called twice. */
  stop(): Promise<void>;
}

/** The folder of a PostgreSQL, locked by this process. */
export interface HeldPostgres {
  /** Starts it. To be called once. If it does not start, releases the folder and throws `NotPossible`. */
  start(): Promise<KeptPostgres>;
}

/** How the name of a folder begins while it is being made. It gets its own name when it is complete. */
const UNFINISHED = 'unfinished-';

/**
 * Locks `folder` for a PostgreSQL of this process, and starts nothing yet. The PostgreSQL has a password, in a file of the
 * folder that only this user can read. It ends within 5 s after this process, however that ends.
 *
 * Throws `NotPossible` if another process has the folder, if another major version wrote what is in it, or if no
 * PostgreSQL can be run here. `find`: for tests.
 */
export async function holdPostgres(
  folder: string,
  env: NodeJS.ProcessEnv,
  find: typeof postgresesHere = postgresesHere,
): Promise<HeldPostgres> {
  makeOwnFolder(folder);
  const answer = takeLock(join(folder, 'ledger.lock'));
  if (!answer.held) {
    throw new NotPossible(
      `The ledger in ${folder} is held by process ${answer.holder.pid}: stop that one, set DATA_DIR to another ` +
        'folder, or set DATABASE_URL to the address of a PostgreSQL, which serves many processes.',
    );
  }
  const { lock } = answer;
  const place = join(folder, 'postgres');
  const data = join(place, 'data');
  let scratch: string | undefined;
  const release = async (): Promise<void> => {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    lock.release();
  };
  try {
    const user = await userOf(data);
    scratch = await newScratch(folder, user);
    const programs = await programsFor({ place, found: find(env), user, scratch });
    const cluster = { data, programs, user, scratch, settings: [], env };
    return {
      async start() {
        try {
          return kept(await started(place, cluster), release);
        } catch (error) {
          await release();
          throw error;
        }
      },
    };
  } catch (error) {
    await release();
    if (!(error instanceof NoPostgres)) throw error;
    throw new NotPossible(`${error.message} Or set DATABASE_URL to the address of one.`, { cause: error });
  }
}

/** The user that PostgreSQL runs as: the owner of the data if there is any, provided that this process can switch users. */
async function userOf(data: string): Promise<User | undefined> {
  const found = await unprivilegedUser();
  const owner = await stat(data).catch(() => undefined);
  return found === undefined || owner === undefined ? found : { uid: owner.uid, gid: owner.gid };
}

/** Makes a temporary folder, and removes those that killed processes have left for the same `folder`. */
async function newScratch(folder: string, user: User | undefined): Promise<string> {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const prefix = join(tmpdir(), `instaotp-ledger-${hash}-`);
  await removeAll(prefix);
  const scratch = await mkdtemp(prefix);
  if (user !== undefined) await chown(scratch, user.uid, user.gid);
  return scratch;
}

async function removeAll(prefix: string): Promise<void> {
  const parent = dirname(prefix);
  for (const name of await readdir(parent)) {
    // Retried, because a program that is about to end may still write there.
    const patient = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 };
    if (name.startsWith(basename(prefix))) await rm(join(parent, name), patient);
  }
}

interface Started {
  running: RunningCluster;
  password: string;
}

/** Starts it. Makes an empty database first if there is none. */
async function started(place: string, cluster: Cluster): Promise<Started> {
  if ((await stat(place).catch(() => undefined)) === undefined) await makeAt(place, cluster);
  try {
    const password = await readFile(join(place, 'password'), 'utf8');
    await endOrphan(cluster.data);
    return { running: await startOn(cluster), password };
  } catch (cause) {
    throw new NotPossible(
      `The ledger in ${place} cannot be opened: see whether this user may read and write it and the disk has room; ` +
        `if so it is damaged: restore it from a backup, or move it away to begin with an empty ledger. ${errorIn(cause)}`,
      { cause },
    );
  }
}

/** The line with the error, of all that a program wrote. */
function errorIn(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const line = message.split('\n').find((each) => /\b(?:FATAL|PANIC|error):/.test(each));
  return (line ?? message).trim();
}

/** Makes the folder with data and password, completely or not at all. */
async function makeAt(place: string, cluster: Cluster): Promise<void> {
  const unfinished = join(dirname(place), UNFINISHED);
  await removeAll(unfinished);
  const folder = await mkdtemp(unfinished);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  const { user } = cluster;
  if (user !== undefined) await chown(data, user.uid, user.gid);
  const password = randomBytes(24).toString('base64url');
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  try {
    await initialise({ ...cluster, data }, { password, sync: true });
  } catch (cause) {
    throw new NotPossible(
      `A ledger in ${place} cannot be made: see whether this user may write there and the disk has room. ${errorIn(cause)}`,
      { cause },
    );
  }
  await rename(folder, place);
}

function kept({ running, password }: Started, release: () => Promise<void>): KeptPostgres {
  let stopping = false;
  const ended = running.process.exited.then(async ({ code }) => {
    await release();
    const why = `The PostgreSQL of the ledger ended by itself with code ${code}; it wrote: ${running.wrote()}`;
    return { reason: stopping ? undefined : why };
  });
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${running.port}/postgres`,
    ended,
    async stop() {
      stopping = true;
      await running.process.stop();
      await ended;
    },
  };
}
