import { execFile } from 'node:child_process';
import { cp, lchown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { movablePrograms, NoPostgres, type PostgresPrograms } from './find-postgres.ts';
import type { User } from './unprivileged-user.ts';

export interface RunnablePrograms extends PostgresPrograms {
  /** E.g. `postgres (PostgreSQL) 15.10`. */
  version: string;
}

interface Place {
  /** The user that they run as. `undefined`: the user of this process. */
  user: User | undefined;
  /** A folder that this user may enter. The programs are copied into it if need be. */
  folder: string;
}

/**
 * The programs, in a place where `user` can run them. If this process is root, PostgreSQL runs as another user, who cannot
 * enter root's folders. Programs that npm has installed in one of them are copied to `folder`.
 *
 * Throws `NoPostgres`, with what they wrote, if they do not run.
 */
export async function runnablePrograms(
  programs: PostgresPrograms,
  { user, folder }: Place,
): Promise<RunnablePrograms> {
  const first = await tried(programs, { user, folder });
  if (first.result === 'runs') return { ...programs, version: first.version };
  if (!first.closed || user === undefined || programs.movable === undefined) throw new NoPostgres(first.why);
  const copied = movablePrograms(join(folder, 'programs'));
  await copyFor(user, programs.movable, join(folder, 'programs'));
  const second = await tried(copied, { user, folder });
  if (second.result === 'runs') return { ...copied, version: second.version };
  throw new NoPostgres(second.why);
}

async function copyFor(user: User, from: string, to: string): Promise<void> {
  // The links between its libraries are relative, so they are right in the copy as well.
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  const entries = await readdir(to, { recursive: true });
  for (const entry of ['.', ...entries]) await lchown(join(to, entry), user.uid, user.gid);
}

type Tried = { result: 'runs'; version: string } | { result: 'fails'; closed: boolean; why: string };

async function tried(
  { initdb, postgres, movable }: PostgresPrograms,
  { user, folder }: Place,
): Promise<Tried> {
  const version = async (file: string): Promise<string> =>
    (await promisify(execFile)(file, ['--version'], { cwd: folder, ...user })).stdout.trim();
  try {
    await version(initdb);
    return { result: 'runs', version: await version(postgres) };
  } catch (error) {
    return { result: 'fails', ...reason(error, { postgres, user, movable }) };
  }
}

function reason(
  error: unknown,
  { postgres, user, movable }: { postgres: string; user: User | undefined; movable: string | undefined },
): { closed: boolean; why: string } {
  if (error instanceof Error && 'code' in error && error.code === 'EACCES') {
    const whose =
      user === undefined
        ? 'this user'
        : `user ${user.uid}, as which it runs because it refuses to run as root`;
    return { closed: true, why: `PostgreSQL (${postgres}) is closed to ${whose}.` };
  }
  const wrote = error instanceof Error ? error.message.trim() : String(error);
  // The install script of the package makes the links to its libraries.
  const hint = movable === undefined ? '' : ' If a library is missing, run `npm rebuild`.';
  return { closed: false, why: `PostgreSQL does not run: ${wrote}${hint}` };
}
