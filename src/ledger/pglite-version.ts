import { sql } from 'kysely';
import { openPglite } from './open-ledger.ts';

/** The major version of PostgreSQL that PGlite is, e.g. `18`. `undefined`: not even an empty database opens. */
export async function pgliteVersion(): Promise<string | undefined> {
  try {
    const empty = await openPglite();
    const { rows } = await sql<{ major: string }>`
      select (current_setting('server_version_num')::int / 10000)::text as major`.execute(empty);
    await empty.destroy();
    return rows[0]?.major;
  } catch {
    return undefined;
  }
}
