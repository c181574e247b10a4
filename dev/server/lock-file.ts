import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { isRunning, processMark } from '../../src/cli/process-mark.ts';

/** Who holds a lock. `note` is the holder's own data. */
export interface LockHolder {
  pid: number;
  mark: string;
  note: Readonly<Record<string, string | number>>;
}

export interface Lock {
  /** Replaces the note. */
  write(note: LockHolder['note']): void;
  release(): void;
}

export type LockAnswer = { held: true; lock: Lock } | { held: false; holder: LockHolder };

/**
 * Tries once to take the lock file `path`, without waiting. A lock whose process no longer runs is taken over, unless
 * `stillUsed` says that something it has left behind is in use.
 *
 * The file appears with its content in one step. If several processes take over a dead lock, one gets it.
 */
export function takeLock(path: string, stillUsed: (holder: LockHolder) => boolean = () => false): LockAnswer {
  const mark = processMark(process.pid);
  if (mark === undefined) throw new Error('The start time of this process cannot be read.');
  const mine = `${path}.${process.pid}.${randomUUID()}`;
  const write = (note: LockHolder['note']): void =>
    writeFileSync(mine, JSON.stringify({ pid: process.pid, mark, note }));
  for (;;) {
    write({});
    try {
      linkSync(mine, path);
      return { held: true, lock: lockAt(path, mine, write) };
    } catch (error) {
      if (!isExists(error)) throw error;
    } finally {
      rmSync(mine, { force: true });
    }
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (isRunning(holder.pid, holder.mark) || stillUsed(holder)) return { held: false, holder };
    moveAside(path, holder);
  }
}

function lockAt(path: string, mine: string, write: (note: LockHolder['note']) => void): Lock {
  let released = false;
  return {
    write(note) {
      if (released) return;
      write(note);
      renameSync(mine, path);
    },
    release() {
      if (released) return;
      released = true;
      rmSync(path, { force: true });
    },
  };
}

// The lock is moved, not removed. If another process has taken the dead lock over since it was read, its lock is put back.
function moveAside(path: string, dead: LockHolder): void {
  const aside = `${path}.dead.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (JSON.stringify(moved) !== JSON.stringify(dead)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

/** `undefined`: there is none. A file that is not ours counts as the lock of a dead process. */
function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const { pid, mark, note } = JSON.parse(text) as Partial<LockHolder>;
    return { pid: Number(pid), mark: String(mark), note: note ?? {} };
  } catch {
    return { pid: 0, mark: '', note: {} };
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isExists = (error: unknown): boolean => codeOf(error) === 'EEXIST';
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
