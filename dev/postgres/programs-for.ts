import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { NoPostgres, type PostgresPrograms } from './find-postgres.ts';
import { runnablePrograms, type RunnablePrograms } from './runnable-programs.ts';
import type { User } from './unprivileged-user.ts';

export interface Wanted {
  /** The folder that they are for, with the database in its folder `data`. If it does not exist, any version will do. */
  place: string;
  /** The PostgreSQLs to choose from, in order of preference. */
  found: readonly PostgresPrograms[];
  user: User | undefined;
  /** The temporary folder for `runnablePrograms`. */
  scratch: string;
}

/**
 * The first of `found` that runs and can read the database in `place`. A major version reads only its own databases.
 *
 * Throws `NotPossible` if only other versions run here, `NoPostgres` if none runs.
 */
export async function programsFor({ place, found, user, scratch }: Wanted): Promise<RunnablePrograms> {
  const written = writtenBy(join(place, 'data'));
  const here = new Set<string>();
  let failure: NoPostgres | undefined;
  for (const each of found) {
    try {
      const programs = await runnablePrograms(each, { user, folder: scratch });
      const version = majorOf(programs.version);
      if (written === undefined || version === written) return programs;
      here.add(version);
    } catch (error) {
      if (!(error instanceof NoPostgres)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined && here.size === 0) throw failure;
  throw new NotPossible(
    `The ledger in ${place} was written by PostgreSQL ${written}, and here is only PostgreSQL ${[...here].join(' and ')}: ` +
      `install PostgreSQL ${written}, move that folder away to begin with an empty ledger, or set DATABASE_URL to the ` +
      'address of another PostgreSQL.',
  );
}

/** E.g. `15` of `postgres (PostgreSQL) 15.10`. */
const majorOf = (version: string): string => /\) (\d+)/.exec(version)?.[1] ?? version;

/** The major version that wrote the folder, e.g. `15`, if the folder says so. */
function writtenBy(data: string): string | undefined {
  try {
    return /^\d+(?:\.\d+)?$/.exec(readFileSync(join(data, 'PG_VERSION'), 'utf8').trim())?.[0];
  } catch {
    return undefined;
  }
}
