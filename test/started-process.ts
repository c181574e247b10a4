import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { join, relative, resolve as absolute } from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { inject, onTestFinished } from 'vitest';

export interface Ended {
  /** `null`: a signal has ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The arguments of Node that start a program of ours, a TypeScript file: as compiled, where the test run has done that. */
export function compiled(script: string): string[] {
  const folder = inject('programFolder');
  if (folder === undefined) return ['--import', 'tsx', script];
  const program = join(folder, relative('.', script).replace(/\.ts$/, '.mjs'));
  return ['--require', absolute('test/set-up/require-typescript.cjs'), absolute(program)];
}

/** Runs a program of ours, a TypeScript file, to its end. It knows of the environment what it is given, and where programs are. */
export function runProgram(script: string, args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [...compiled(script), ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return endOf(child);
}

function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export interface StartedProcess {
  child: ChildProcess;
  /** What `isReady` answered. Rejects with what it wrote on stderr if it ends before. */
  ready: Promise<string>;
  ended: Promise<Ended>;
}

export interface ProcessToStart {
  /** The path of a TypeScript file. */
  script: string;
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Looks at all of stdout so far; an answer is that it is ready. */
  isReady: (stdout: string) => string | undefined;
  /** What ends it when the test is over. */
  endedBy: 'SIGTERM' | 'SIGKILL';
  /** In a process group of its own, as a terminal would start it. Default: in that of the test. */
  detached?: boolean;
  /** Gets what ends it. Default: it ends after the test. */
  after?: (end: () => Promise<void>) => void;
}

/** Starts a program of ours as a process. It is gone after the test, however that ends, unless `after` has that done. */
export function startProcess({
  script,
  args = [],
  env,
  isReady,
  endedBy,
  detached = false,
  after = onTestFinished,
}: ProcessToStart): StartedProcess {
  const child = spawn(process.execPath, [...compiled(script), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  const ended = endOf(child);
  after(async () => {
    child.kill(endedBy);
    await ended;
  });
  const ready = new Promise<string>((resolve, reject) => {
    let stdout = '';
    child.stdout.on('data', (text: string) => {
      stdout += text;
      const said = isReady(stdout);
      if (said !== undefined) resolve(said);
    });
    void ended.then((end) => reject(new Error(`ended before it was ready: ${end.stderr}`)));
  });
  ready.catch(() => undefined);
  return { child, ready, ended };
}
