import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface WorkerLife {
  /** When workers were killed so far, ms. */
  deaths: number[];
  /** Whether this was one of its processes, and has ended. */
  isGone(pid: number): boolean;
  /** Resolves when a worker process says that it is ready. */
  start(): Promise<void>;
  /** kill -9. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** kill -9 and another one. */
  killAndStart(): Promise<void>;
  /** SIGTERM, as a deployment does; kill -9 after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** The real worker process, one at a time. */
export function workerLife(environment: Record<string, string>): WorkerLife {
  let current: ChildProcess | undefined;
  const gone = new Set<number>();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = current;
    current = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const life: WorkerLife = {
    deaths: [],
    isGone: (pid) => gone.has(pid),
    async start() {
      const child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: process.env['HOME'] ?? '',
          NODE_ENV: 'production',
          LOG_LEVEL: 'error',
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      current = child;
      child.once('exit', () => gone.add(child.pid ?? 0));
      const ready = once(createInterface({ input: child.stdout }), 'line');
      const early = once(child, 'exit').then(() => 'exited' as const);
      if ((await Promise.race([ready, early])) === 'exited' && current === child) {
        throw new Error('the worker ended before it was ready');
      }
    },
    async kill() {
      await end('SIGKILL');
      life.deaths.push(Date.now());
    },
    async killAndStart() {
      await life.kill();
      await life.start();
    },
    async stop(graceMs = 10_000) {
      const child = current;
      const late = setTimeout(() => child?.kill('SIGKILL'), graceMs);
      await end('SIGTERM');
      clearTimeout(late);
    },
  };
  return life;
}
