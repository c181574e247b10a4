import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { NoPostgres } from './find-postgres.ts';

export interface User {
  uid: number;
  gid: number;
}

/** The users to choose from. PostgreSQL's packages make the first; the second is on every system. */
const NAMES = ['postgres', 'nobody'];

/**
 * The user that PostgreSQL runs as, because it refuses to run as root. `undefined`: this process is not root, so it can run
 * as the same user. Throws `NoPostgres` if there is no such user.
 */
export async function unprivilegedUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of NAMES) {
    const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new NoPostgres(
    `PostgreSQL does not run as root, and there is no user ${NAMES.join(' or ')} to run it as.`,
  );
}

async function idOf(which: '-u' | '-g', name: string): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('id', [which, name]);
    return Number(stdout);
  } catch {
    return undefined;
  }
}
