import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtProgram } from '../server/build-go-program.ts';
import type { BuiltProgram, GoProgram } from '../server/build-go-program.ts';
import { SERVER_VERSION } from '../server/build-server.ts';
import { findOnPath } from '../server/on-path.ts';

const SCHEMA_TOOL: GoProgram = {
  name: 'the schema tool of the Temporal server',
  version: SERVER_VERSION,
  package: 'go.temporal.io/server/cmd/tools/sql',
  binary: 'sql',
  cacheName: 'temporal-sql-tool',
  cost: 'about a minute after the server was built',
};

/** The program that makes the server's tables. Built if it has not been built yet. */
export const builtSchemaTool = (env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<BuiltProgram> =>
  builtProgram(SCHEMA_TOOL, env, say);

/**
 * The folder of the server's schema files for PostgreSQL 12 and later, with `temporal/versioned` and
 * `visibility/versioned` in it. From Go's module cache, downloaded if it has to be. Throws if Go cannot get it.
 */
export async function schemaFolder(env: NodeJS.ProcessEnv): Promise<string> {
  const go = findOnPath('go', env);
  if (go === undefined) throw new Error('There is no Go (`go`) on the PATH to get the schema files with.');
  const { stdout } = await promisify(execFile)(
    go,
    ['mod', 'download', '-json', `go.temporal.io/server@v${SERVER_VERSION}`],
    // Outside of any Go module, which could ask for another version.
    { env: { ...env, GOWORK: 'off', GOFLAGS: '-mod=mod' }, cwd: '/' },
  );
  const { Dir: folder } = JSON.parse(stdout) as { Dir?: string };
  if (folder === undefined) throw new Error('Go did not say where the schema files are.');
  return join(folder, 'schema', 'postgresql', 'v12');
}
