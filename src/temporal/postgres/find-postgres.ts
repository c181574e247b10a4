import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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

/** From the PATH, otherwise the newest that Debian's packages installed. Throws `NoPostgres`. */
export function findPostgres(env: NodeJS.ProcessEnv): PostgresPrograms {
  const initdb = findOnPath('initdb', env);
  const postgres = findOnPath('postgres', env);
  if (initdb !== undefined && postgres !== undefined) return { initdb, postgres };
  for (const version of debianVersions()) {
    const programs = {
      initdb: join(DEBIAN, version, 'bin/initdb'),
      postgres: join(DEBIAN, version, 'bin/postgres'),
    };
    if (isExecutable(programs.initdb) && isExecutable(programs.postgres)) return programs;
  }
  throw new NoPostgres(
    `There is no PostgreSQL: no \`initdb\` and \`postgres\` on the PATH or in ${DEBIAN}/<version>/bin. ` +
      'Install one of version 12 or later, e.g. with `apt-get install postgresql`.',
  );
}

function debianVersions(): string[] {
  try {
    return readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}
