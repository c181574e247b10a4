import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (proc(5), `sysconf(_SC_CLK_TCK)`). */
const TICKS_PER_SECOND = 100;

interface CpuTicks {
  parent: number;
  own: number;
  /** Of children that have ended and were waited for. */
  reaped: number;
}

/** CPU seconds of one process so far, user and system, all threads. */
export const cpuSecondsOf = (pid: number): number => ticksOf(pid).own / TICKS_PER_SECOND;

/** The same with its children, living and gone: PostgreSQL has a process per connection. */
export function cpuSecondsOfFamily(pid: number): number {
  const { own, reaped } = ticksOf(pid);
  let ticks = own + reaped;
  for (const child of childrenOf(pid)) {
    const found = unlessEnded(child);
    if (found !== undefined) ticks += found.own + found.reaped;
  }
  return ticks / TICKS_PER_SECOND;
}

/** The living children of a process. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((each) => unlessEnded(each)?.parent === pid);

/** A process can end between two looks: its time is then in its parent's account. */
function unlessEnded(pid: number): CpuTicks | undefined {
  try {
    return ticksOf(pid);
  } catch {
    return undefined;
  }
}

function ticksOf(pid: number): CpuTicks {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name in parentheses: field 3 is the state, 4 the parent, 14 to 17 the times.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, reapedUser = 0, reapedSystem = 0] = fields.slice(11, 15);
  return { parent, own: user + system, reaped: reapedUser + reapedSystem };
}
