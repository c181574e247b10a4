import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processMark } from '../../src/cli/process-mark.ts';

/** Its supervisor ends it within 5 s. If the supervisor was killed too, it gets SIGINT, and then SIGKILL. */
const STEPS = [
  { signal: undefined, waitMs: 5_000 },
  { signal: 'SIGINT', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 10_000 },
] as const;
const LOOK_AGAIN_MS = 50;

/**
 * Ends a PostgreSQL that still runs on the folder `data` after its parent was killed, and waits until it is gone. The
 * caller must hold the lock of the folder.
 */
export async function endOrphan(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const pid = pidIn(pidFile);
  const mark = pid === undefined ? undefined : processMark(pid);
  if (pid === undefined || mark === undefined) return;
  if (!runsOn(data, pid)) {
    // Another program has this pid now. PostgreSQL would take it for itself, and not start.
    rmSync(pidFile, { force: true });
    return;
  }
  for (const { signal, waitMs } of STEPS) {
    if (signal !== undefined && isRunning(pid, mark)) process.kill(pid, signal);
    const deadline = performance.now() + waitMs;
    while (isRunning(pid, mark) && performance.now() < deadline) await delay(LOOK_AGAIN_MS);
  }
}

/** The pid of a running PostgreSQL, which it writes on the first line of the file. */
function pidIn(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process runs on that folder: PostgreSQL makes it its working directory. */
function runsOn(data: string, pid: number): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(data);
  } catch {
    return false;
  }
}
