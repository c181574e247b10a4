import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { builtSchemaTool, schemaFolder } from '../../dev/postgres/schema-tool.ts';

export interface NativeSchema {
  /** The environment of the compose file's `schema` service. */
  compose: Readonly<Record<string, string>>;
  /** What is another here: host, port, user. */
  here: Readonly<Record<string, string>>;
  /** For a `temporal-sql-tool` on the PATH. */
  folder: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

/** Runs the very script of the compose file with the schema tool built here. Throws if that fails. */
export async function setUpSchemaByScript({ compose, here, folder, env, say }: NativeSchema): Promise<void> {
  const tool = await builtSchemaTool(env, say);
  if (tool.result === 'none') throw new Error(`There is no schema tool: ${tool.why}.`);
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await symlink(tool.file, join(bin, 'temporal-sql-tool'));
  await promisify(execFile)('sh', ['deploy/set-up-schema.sh'], {
    env: {
      ...compose,
      ...here,
      SCHEMA_FOLDER: await schemaFolder(env),
      PATH: [bin, env['PATH']].join(delimiter),
    },
  });
}
