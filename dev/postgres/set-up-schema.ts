import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresDatabases } from '../server/server-store.ts';
import { NoTemporalServer } from '../../src/temporal/server-connection.ts';
import { builtSchemaTool, schemaFolder } from './schema-tool.ts';
import type { Postgres } from './start-postgres.ts';

/** The databases of the pinned server. */
export const DATABASES: PostgresDatabases = { main: 'temporal', visibility: 'temporal_visibility' };

/**
 * Makes both databases of the server with all their tables, in the order in which the compose file does it. Existing
 * tables stay. Throws `NoTemporalServer` if there is no schema tool and none can be built.
 */
export async function setUpSchema({
  postgres,
  env,
  say,
}: {
  postgres: Postgres;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}): Promise<void> {
  const tool = await builtSchemaTool(env, say);
  if (tool.result === 'none') throw new NoTemporalServer(`There is no schema tool: ${tool.why}.`);
  const folder = await schemaFolder(env);
  const run = async (database: string, ...args: string[]): Promise<void> => {
    const connection = ['--plugin', 'postgres12', '--endpoint', '127.0.0.1', '--port', String(postgres.port)];
    await promisify(execFile)(
      tool.file,
      [...connection, '--user', postgres.user, '--database', database, ...args],
      { env },
    );
  };
  const parts = [
    [DATABASES.main, join(folder, 'temporal', 'versioned')],
    [DATABASES.visibility, join(folder, 'visibility', 'versioned')],
  ] as const;
  for (const [database, files] of parts) {
    await run(database, 'create');
    await run(database, 'setup-schema', '-v', '0.0');
    await run(database, 'update-schema', '-d', files);
  }
}
