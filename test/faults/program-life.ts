import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ProgramLife {
  /** When it was killed so far, ms. */
  deaths: number[];
  /** Where the process that was started last listens: `http://…`. Throws before the first start. */
  address(): string;
  /** Whether this was one of its processes, and has ended. */
  isGone(pid: number): boolean;
  /** Resolves when the process says that it is ready. */
  start(): Promise<void>;
  /** kill -9. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** kill -9 and another one. */
  killAndStart(): Promise<void>;
  /** SIGTERM, as a deployment does; kill -9 after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** One of our programs, the file `script`, as a real process, one at a time. */
export function programLife(script: string, environment: Record<string, string>): ProgramLife {
  let current: ChildProcess | undefined;
  let address: string | undefined;
  const gone = new Set<number>();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = current;
    current = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const life: ProgramLife = {
    deaths: [],
    address() {
      if (address === undefined) throw new Error(`${script} was not started`);
      return address;
    },
    isGone: (pid) => gone.has(pid),
    async start() {
      const child = spawn(process.execPath, ['--import', 'tsx', script], {
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
      const ready = once(createInterface({ input: child.stdout }), 'line').then(String);
      const early = once(child, 'exit').then(() => undefined);
      const said = await Promise.race([ready, early]);
      if (said !== undefined) address = /^ready \w+ (\S+)$/.exec(said)?.[1];
      else if (current === child) throw new Error(`${script} ended before it was ready`);
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
