import { spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** After the first signal, SIGKILL comes after this time: below the 5 s in which a server has to be gone. */
const GRACE_MS = 3_000;

const SUPERVISOR = fileURLToPath(new URL('./supervise.mjs', import.meta.url));

export interface SupervisedProcess {
  /** Of the command itself. Rejects if it could not be started. */
  pid: Promise<number>;
  /** Settles when the command and all it started in its group are gone. */
  exited: Promise<{ code: number }>;
  hasExited(): boolean;
  /** The command's `stopSignal`, after 3 s SIGKILL. Waits until it is gone. */
  stop(): Promise<void>;
}

export interface Command {
  file: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** A file descriptor that gets both outputs, or a function that gets pieces of them. */
  output: number | ((text: string) => void);
  /** What asks it to end in good order. Default: SIGTERM. */
  stopSignal?: 'SIGTERM' | 'SIGINT';
  /** Runs it as this user, which only root can. Default: as this process. */
  user?: { uid: number; gid: number } | undefined;
  /** The command gets it as its open file descriptor 3, for a `user` who may not enter the folders above it. */
  folder?: string | undefined;
}

/**
 * Starts a command that never outlives this process, whatever ends it, and that gets no Ctrl-C before `stop`. It is the
 * child of a small supervisor, which has a session of its own.
 */
export function superviseProcess(command: Command): SupervisedProcess {
  const output = typeof command.output === 'number' ? command.output : 'pipe';
  const stdio: StdioOptions = ['ignore', output, output, 'ipc'];
  const { user, folder, stopSignal = 'SIGTERM' } = command;
  const options = { graceMs: GRACE_MS, stopSignal, folder, ...user };
  const child = spawn(
    process.execPath,
    [SUPERVISOR, JSON.stringify(options), command.file, ...command.args],
    {
      stdio,
      env: { ...command.env, NODE_OPTIONS: '' },
      cwd: command.cwd,
      detached: true,
    },
  );
  if (typeof command.output === 'function') {
    child.stdout?.setEncoding('utf8').on('data', command.output);
    child.stderr?.setEncoding('utf8').on('data', command.output);
  }
  // Not `close`: it never comes once this side has disconnected.
  const ended = new Promise<{ code: number }>((resolve) => {
    child.once('exit', (code) => resolve({ code: code ?? 1 }));
    child.once('error', () => resolve({ code: 127 }));
  });
  let gone = false;
  const exited = ended.then(async (end) => {
    await Promise.all([drained(child.stdout), drained(child.stderr)]);
    gone = true;
    return end;
  });
  const pid = new Promise<number>((resolve, reject) => {
    child.once('message', (message: { pid: number }) => resolve(message.pid));
    child.once('error', reject);
    void exited.then(({ code }) => reject(new Error(`${command.file} ended with code ${code}.`)));
  });
  // For callers that wait for `exited` alone, so that they get no unhandled rejection.
  pid.catch(() => undefined);
  return {
    pid,
    exited,
    hasExited: () => gone,
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** Waits until the last piece of an output has come. */
async function drained(output: Readable | null): Promise<void> {
  if (output === null || output.closed) return;
  await new Promise((resolve) => output.once('close', resolve));
}
