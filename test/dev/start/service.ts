import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { addTryingOutCommands } from '../../../dev/cli/trying-out-commands.ts';
import { runCli } from '../../../src/cli/run-cli.ts';

const START = fileURLToPath(new URL('../../../dev/start.ts', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface StartedService {
  child: ChildProcess;
  /** When all parts have said that they are ready. */
  ready: Promise<void>;
  ended: Promise<Ended>;
}

/** `npm start` as a process. It is gone after the test, however that ends. */
export function startService(dataDir: string, environment: NodeJS.ProcessEnv = {}): StartedService {
  const child = spawn(process.execPath, ['--import', 'tsx', START], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('Ctrl-C stops it.')) resolve();
    });
    void ended.then((end) => reject(new Error(`ended before it was ready: ${end.stderr}`)));
  });
  ready.catch(() => undefined);
  return { child, ready, ended };
}

/** One command on the data of a service. */
export async function cli(
  dataDir: string,
  ...argv: string[]
): Promise<{ code: 0 | 1; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(
    argv,
    { out: (line) => out.push(line), err: (line) => err.push(line), env: { DATA_DIR: dataDir } },
    addTryingOutCommands,
  );
  return { code, out, err };
}
