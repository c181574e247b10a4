import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { builtServer } from '../../../dev/server/build-server.ts';
import { startTemporal } from '../../../dev/server/start-temporal.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const STAND_IN = fileURLToPath(new URL('./stand-in-cli.ts', import.meta.url));

/** A `temporal` on the PATH that says it is new enough and starts a server whose time skipping is off. */
async function cliWithoutTimeSkipping(): Promise<NodeJS.ProcessEnv> {
  const built = await builtServer(process.env, () => undefined);
  if (built.result === 'none') throw new Error(`This test needs the built server: ${built.why}.`);
  const bin = join(temporaryFolder(), 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'temporal'),
    `#!/bin/sh
[ "$1" = --version ] && echo "temporal version 9.9.9 (Server 1.32.0, UI 2.54.1)" && exit
exec "${process.execPath}" --import "${TSX}" "${STAND_IN}" "$@"
`,
    { mode: 0o755 },
  );
  return { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, BUILT_SERVER: built.file };
}

test('a CLI whose server turns out not to skip time serves where that is not needed, and says so; its data stays its own', async () => {
  const env = await cliWithoutTimeSkipping();
  const dataDir = temporaryFolder();
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);

  const server = await startTemporal({ env, dataDir, needs: 'any', say });
  onTestFinished(() => server.stop());
  await server.stop();
  const other = startTemporal({ env: { ...env, PATH: '' }, dataDir, needs: 'any', say });

  expect(server).toMatchObject({ source: 'path', timeSkipping: false, namespace: 'default' });
  expect(said[0]).toBe(
    'The `temporal` CLI on the PATH serves without time skipping: time skipping is off there (frontend.WorkflowTimeSkippingEnabled).',
  );
  await expect(other).rejects.toThrow(
    `A server built from its Go module is passed over: the data in ${join(dataDir, 'temporal')} was written by the \`temporal\` CLI and is not readable to this one.`,
  );
});

test('where time has to be skipped the same CLI is stopped and the next source serves', async () => {
  const env = await cliWithoutTimeSkipping();
  const said: string[] = [];

  const server = await startTemporal({
    env,
    dataDir: temporaryFolder(),
    ephemeral: true,
    needs: 'time_skipping',
    say: (line) => said.push(line),
  });
  onTestFinished(() => server.stop());

  expect(server).toMatchObject({ source: 'built', timeSkipping: true });
  expect(said[0]).toBe(
    'The `temporal` CLI on the PATH is passed over: time skipping is off there (frontend.WorkflowTimeSkippingEnabled).',
  );
});
