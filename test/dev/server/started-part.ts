import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** `npm run temporal` as a process of its own group, as a terminal would start it. */
export interface StartedPart {
  process: ChildProcess;
  pid: number;
  /** From the line `ready temporal <address>`. Rejects with what it wrote if it ends before. */
  ready: Promise<string>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

const CLI = fileURLToPath(new URL('../../../dev/temporal.ts', import.meta.url));

export function startTemporalPart(env: NodeJS.ProcessEnv): StartedPart {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The process could not be started.');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited: StartedPart['exited'] = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const line = /^ready temporal (\S+)\n$/.exec(stdout);
      if (line?.[1] !== undefined) resolve(line[1]);
    });
    void exited.then((end) => reject(new Error(`ended before it was ready: ${end.stderr}`)));
  });
  ready.catch(() => undefined);
  return { process: child, pid, ready, exited };
}
