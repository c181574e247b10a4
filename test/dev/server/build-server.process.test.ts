import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { builtServer } from '../../../dev/server/build-server.ts';
import { isRunning, processMark } from '../../../src/cli/process-mark.ts';
import { compiled } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** A cache folder, and a `go` of our own that does `script` with `$GOBIN` set as the real one has it. */
function fakeGo(script: string): { env: NodeJS.ProcessEnv; cache: string; folder: string } {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const body = `#!/bin/sh\necho "$*" >> "${folder}/calls"\n${script}\n`;
  writeFileSync(join(bin, 'go'), body, { mode: 0o755 });
  return {
    folder,
    cache: join(folder, 'instaotp-returns'),
    env: { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: folder },
  };
}

const MAKES_A_SERVER = 'echo made > "$GOBIN/server"; chmod +x "$GOBIN/server"';
const BUILD_PART = fileURLToPath(new URL('./build-part.ts', import.meta.url));

/** A starter that is a process of its own. */
function starter(env: NodeJS.ProcessEnv): {
  process: ChildProcess;
  end: Promise<{ stdout: string; stderr: string }>;
} {
  const child = spawn(process.execPath, compiled(BUILD_PART), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    process: child,
    end: new Promise((resolve) => child.once('close', () => resolve({ stdout, stderr }))),
  };
}

async function until(isSo: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Not so after ${timeoutMs} ms: ${what}`);
    await delay(10);
  }
}

const calls = (folder: string): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

test('the pinned module is built once, stripped, and found in the cache from then on', async () => {
  const { env, cache, folder } = fakeGo(MAKES_A_SERVER);
  const said: string[] = [];
  const file = join(cache, 'temporal-server-1.32.0');

  const first = await builtServer(env, (line) => said.push(line));
  const second = await builtServer(env, (line) => said.push(line));

  expect([first, second]).toEqual([
    { result: 'ready', file },
    { result: 'ready', file },
  ]);
  expect(calls(folder)).toEqual(['install -v -ldflags=-s -w go.temporal.io/server/cmd/server@v1.32.0']);
  expect(said).toEqual([
    'Building the Temporal server 1.32.0 from its source. Once only: about 4 minutes, 4 GB of disk.',
    expect.stringMatching(/^Built the Temporal server in \d+ s: /),
  ]);
  expect(readdirSync(cache)).toEqual(['temporal-server-1.32.0']);
});

test('two starters at once make one build: the other waits for it and says for whom', async () => {
  const { env, cache, folder } = fakeGo(
    `while [ ! -e "$XDG_CACHE_HOME/go-on" ]; do sleep 0.02; done; ${MAKES_A_SERVER}`,
  );
  const first = starter(env);
  await until(() => existsSync(join(folder, 'calls')), 'the first has called go');
  const second = starter(env);
  let waiting = '';
  second.process.stderr?.on('data', (text: string) => (waiting += text));
  await until(() => waiting.includes('Waiting'), 'the second waits');

  writeFileSync(join(folder, 'go-on'), '');

  const ends = await Promise.all([first.end, second.end]);
  const ready = { result: 'ready', file: join(cache, 'temporal-server-1.32.0') };
  expect(ends.map(({ stdout }): unknown => JSON.parse(stdout))).toEqual([ready, ready]);
  expect(calls(folder)).toHaveLength(1);
  expect(ends[1].stderr).toBe(
    `Waiting for the Temporal server that process ${first.process.pid} is building.\n`,
  );
});

test('a killed build leaves no server, no compiler and no lock in the way: the next starter builds', async () => {
  const interrupted = fakeGo(
    'echo half > "$GOBIN/server"; chmod +x "$GOBIN/server"; echo $$ > "$XDG_CACHE_HOME/go-pid"; sleep 300',
  );
  const { env, cache, folder } = interrupted;
  const killed = starter(env);
  await until(() => existsSync(join(folder, 'go-pid')), 'go has begun');
  await until(() => /\d+\n/.test(readFileSync(join(folder, 'go-pid'), 'utf8')), 'its pid is written');
  const goPid = Number(readFileSync(join(folder, 'go-pid'), 'utf8'));
  const mark = processMark(goPid) ?? '';

  killed.process.kill('SIGKILL');
  await killed.end;

  await until(() => !isRunning(goPid, mark), 'go is gone', 5_000);
  expect(existsSync(join(cache, 'temporal-server-1.32.0'))).toBe(false);
  expect(existsSync(join(cache, 'temporal-server-1.32.0.lock'))).toBe(true);
  writeFileSync(join(folder, 'bin/go'), `#!/bin/sh\n${MAKES_A_SERVER}\n`, { mode: 0o755 });
  expect(await builtServer(env, () => undefined)).toMatchObject({ result: 'ready' });
  expect(readFileSync(join(cache, 'temporal-server-1.32.0'), 'utf8')).toBe('made\n');
  expect(readdirSync(cache)).toEqual(['temporal-server-1.32.0']);
});

test('a build that fails says in one line what go said, and leaves nothing', async () => {
  const { env, cache } = fakeGo('echo "no such host" >&2; exit 3');

  const built = await builtServer(env, () => undefined);

  expect(built).toEqual({
    result: 'none',
    why: expect.stringMatching(
      /^building it failed after \d+ s: go ended with code 3: no such host$/,
    ) as string,
  });
  expect(readdirSync(cache)).toEqual([]);
});
