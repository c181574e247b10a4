import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPglite } from '../../src/ledger/open-ledger.ts';
import { pgliteVersion } from '../../src/ledger/pglite-version.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';

/**
 * Opens the database in `folder`. Throws `NotPossible` with what to do if it is that database that cannot be opened: one
 * of another PostgreSQL, or a damaged one. The database tells neither from the other.
 */
export async function openFolder(folder: string): ReturnType<typeof openPglite> {
  try {
    return await openPglite(folder);
  } catch (cause) {
    const here = await pgliteVersion();
    // Not even an empty one opens: the folder is not to blame.
    if (here === undefined) throw cause;
    const written = versionOf(folder);
    const elsewhere = 'or move it away to begin with an empty ledger';
    const why =
      written !== undefined && written !== here
        ? `was written by PostgreSQL ${written}, and this version of the service has PostgreSQL ${here}: start the version ` +
          `that wrote it, ${elsewhere}`
        : 'cannot be opened: see whether this user may read and write it and the disk has room; if so it is damaged: ' +
          `restore it from a backup, ${elsewhere}`;
    throw new NotPossible(`The ledger in ${folder} ${why}.`, { cause });
  }
}

/** The major version that wrote a data folder, if it says one. */
function versionOf(folder: string): string | undefined {
  try {
    return /^\d+$/.exec(readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim())?.[0];
  } catch {
    return undefined;
  }
}
