import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { downloadedCli } from '../../../dev/server/cli-download.ts';
import { cliArguments, cliServerVersion, maySkipTime } from '../../../dev/server/cli-server.ts';
import { configuredServer } from '../../../src/temporal/configured-server.ts';
import { startTemporal } from '../../../dev/server/start-temporal.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** As the SDK names its download. */
const SDK_CLI = 'temporal-sdk-typescript-1.24.0';

/** A `temporal` that tells this version and notes every other call. */
function fakeCli(folder: string, version: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo "${version}" && exit\necho "$*" >> "${folder}/calls"\nexit 1\n`;
  writeFileSync(join(bin, 'temporal'), script, { mode: 0o755 });
  return { PATH: bin, HOME: folder, XDG_CACHE_HOME: folder, TMPDIR: folder };
}

test('a CLI that is too old is passed over with its line and never started; with no other source the error says what helps', async () => {
  const folder = temporaryFolder();
  const env = fakeCli(folder, 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)');
  // A built server would do, so none may be there; the download must not be tried from a test.
  writeFileSync(join(folder, SDK_CLI), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
  const said: string[] = [];

  const starting = startTemporal({
    env,
    dataDir: join(folder, 'data'),
    needs: 'time_skipping',
    say: (line) => said.push(line),
  });

  await expect(starting).rejects.toThrow(
    [
      'There is no Temporal server to use.',
      '- The `temporal` CLI on the PATH is passed over: its server 1.29 is older than 1.32 and cannot skip time.',
      `- The \`temporal\` CLI as the SDK downloads it is passed over: \`${join(folder, SDK_CLI)} --version\` fails (9).`,
      '- A server built from its Go module is passed over: there is no Go (`go`) on the PATH to build it with.',
      'One of these helps:',
      '- set TEMPORAL_ADDRESS to a running server 1.32 or later with frontend.WorkflowTimeSkippingEnabled;',
      '- put the `temporal` CLI on the PATH (https://docs.temporal.io/cli);',
      '- install Go 1.26 or later (https://go.dev/dl): the server is then built once, with access to a Go module proxy.',
    ].join('\n'),
  );
  expect(said).toHaveLength(3);
  expect(existsSync(join(folder, 'calls'))).toBe(false);
  expect(existsSync(join(folder, 'data/temporal/server.lock'))).toBe(false);
});

test('where time skipping is not needed the old CLI is started, on loopback, with its data in the folder', async () => {
  const folder = temporaryFolder();
  const env = fakeCli(folder, 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)');
  writeFileSync(join(folder, SDK_CLI), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
  const said: string[] = [];

  // The stand-in ends at once, so this source is passed over in the end: only how it was called is looked at.
  await startTemporal({
    env,
    dataDir: join(folder, 'data'),
    needs: 'any',
    say: (line) => said.push(line),
  }).catch(() => undefined);

  expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(
    /^server start-dev --headless --ip 127\.0\.0\.1 --namespace default --port \d+ --http-port \d+ --metrics-port \d+ --db-filename .*\/data\/temporal\/cli\.db --log-level warn --log-format json --dynamic-config-value frontend\.WorkflowTimeSkippingEnabled=true\n$/,
  );
  expect(said[0]).toContain('is passed over: it does not start (');
});

test('a string in the dynamic configuration reaches the CLI as JSON', () => {
  const args = cliArguments({
    namespace: 'default',
    databaseFile: 'cli.db',
    ports: { frontend: 1, http: 2, metrics: 3 },
    dynamicConfig: { 'history.timerProcessorMaxTimeShift': '10ms' },
  });

  expect(args.slice(-2)).toEqual(['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="10ms"']);
});

test.each([
  { says: 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)', version: [1, 29], may: false },
  { says: 'temporal version 1.7.0 (Server 1.31.9, UI 2.50.0)', version: [1, 31], may: false },
  { says: 'temporal version 1.8.0 (Server 1.32.0, UI 2.54.1)', version: [1, 32], may: true },
  { says: 'temporal version 2.0.0 (Server 2.0.0, UI 3.0.0)', version: [2, 0], may: true },
  { says: 'temporal version DEV', version: undefined, may: true },
])('`$says` may skip time: $may', async ({ says, version, may }) => {
  const env = fakeCli(temporaryFolder(), says);

  const cli = await cliServerVersion(join(env['PATH'] ?? '', 'temporal'), env);

  expect(cli).toEqual({ result: 'runs', version });
  expect(maySkipTime(version as [number, number] | undefined)).toBe(may);
});

test('a configured address that does not answer is an error, not a reason to use another server', async () => {
  const folder = temporaryFolder();
  // Port 1 needs privileges to listen on: nobody does.
  const env = { PATH: '', HOME: folder, XDG_CACHE_HOME: folder, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const said: string[] = [];

  const starting = startTemporal({ env, dataDir: folder, needs: 'any', say: (line) => said.push(line) });

  await expect(starting).rejects.toThrow(
    'The Temporal server at 127.0.0.1:1 cannot be used (ECONNREFUSED): nobody listens there: start it, or correct TEMPORAL_ADDRESS. Without TEMPORAL_ADDRESS a server is started here.',
  );
  expect(said).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
}, 30_000);

test('address, namespace, API key and TLS come from the environment and from a profile, the environment first', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'temporal.toml');
  writeFileSync(
    file,
    '[profile.default]\naddress = "profile:7233"\nnamespace = "from-profile"\napi_key = "k"\n[profile.other]\naddress = "other:7233"\n',
  );
  const base = { TEMPORAL_CONFIG_FILE: file };

  expect(configuredServer(base)).toEqual({
    namespace: 'from-profile',
    connection: { address: 'profile:7233', apiKey: 'k', tls: true },
  });
  expect(configuredServer({ ...base, TEMPORAL_PROFILE: 'other', TEMPORAL_NAMESPACE: 'n' })).toEqual({
    namespace: 'n',
    connection: { address: 'other:7233' },
  });
  expect(configuredServer({ TEMPORAL_CONFIG_FILE: join(folder, 'none'), TEMPORAL_ADDRESS: '' })).toEqual({
    namespace: 'default',
    connection: undefined,
  });
});

test('the CLI is downloaded as the SDK does it, unpacked and kept; afterwards nobody is asked', async () => {
  const folder = temporaryFolder();
  const env = { XDG_CACHE_HOME: join(folder, 'cache'), TMPDIR: folder };
  writeFileSync(join(folder, 'temporal'), 'the cli');
  const archive = execFileSync('tar', ['-czf', '-', '-C', folder, 'temporal']);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(url.pathname);
    if (url.pathname === '/archive') response.end(archive);
    else if (url.searchParams.get('sdk-name') !== 'sdk-typescript') response.writeHead(400).end();
    else response.end(JSON.stringify({ archiveUrl: `${host()}/archive`, fileToExtract: 'temporal' }));
  });
  const host = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());

  const first = await downloadedCli({ env, say: () => undefined, host: host() });
  const second = await downloadedCli({ env, say: () => undefined, host: host() });

  const kept = join(folder, 'cache/instaotp-returns', SDK_CLI);
  expect([first, second]).toEqual([
    { result: 'ready', file: kept },
    { result: 'ready', file: kept },
  ]);
  expect(readFileSync(kept, 'utf8')).toBe('the cli');
  expect(asked).toEqual(['/cli/default', '/archive']);
  expect(readdirSync(join(folder, 'cache/instaotp-returns'))).toHaveLength(1);
});

test('a download that is refused leaves nothing and says so in one line', async () => {
  const folder = temporaryFolder();
  const server = createServer((_, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const env = { XDG_CACHE_HOME: folder, TMPDIR: folder };

  const download = await downloadedCli({ env, say: () => undefined, host: `http://127.0.0.1:${port}` });

  expect(download).toEqual({ result: 'none', why: `127.0.0.1:${port} gives nothing: it answers 503` });
  expect(readdirSync(join(folder, 'instaotp-returns'))).toEqual([]);
});
