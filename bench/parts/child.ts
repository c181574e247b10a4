import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of the bench. It ends when the bench does, however that ends: its channel closes then. */
export interface Child {
  pid: number;
  /** The next message that it sends. Rejects when it ends before, or is silent for `timeoutMs`. */
  message(timeoutMs: number): Promise<unknown>;
  send(message: string): void;
  kill(): Promise<void>;
  /** Asks it to stop; kills it after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

export function startChild(entry: string, args: string[] = [], execArgv: string[] = []): Child {
  const child = fork(fileURLToPath(new URL(entry, import.meta.url)), args, {
    execArgv: entry.endsWith('.ts') ? ['--import', 'tsx', ...execArgv] : execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Its own group: a Ctrl-C reaches the bench alone, which then closes the channels.
    detached: true,
  });
  if (child.pid === undefined) throw new Error(`${entry} could not be started`);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid,
    message: (timeoutMs) => nextMessage(child, entry, timeoutMs),
    send: (message) => void child.send(message),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop(graceMs = 5_000) {
      if (child.connected) child.send('stop');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

async function nextMessage(child: ChildProcess, entry: string, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void): void => {
      clearTimeout(timer);
      child.off('message', heard);
      child.off('exit', ended);
      act();
    };
    const heard = (message: unknown): void => end(() => resolve(message));
    const ended = (code: number | null): void =>
      end(() => reject(new Error(`${entry} ended with code ${code}`)));
    const timer = setTimeout(
      () => end(() => reject(new Error(`${entry} was silent for ${timeoutMs} ms`))),
      timeoutMs,
    );
    child.once('message', heard);
    child.once('exit', ended);
  });
}
