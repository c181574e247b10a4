import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { makeOwnFolder } from './own-folder.ts';
import { takeLock } from './lock-file.ts';
import type { Lock, LockHolder } from './lock-file.ts';
import { isRunning } from '../../src/cli/process-mark.ts';

/** The program that writes the database file. Neither reads the other's file. */
export type ServerKind = 'cli' | 'server';

export interface DataFolder {
  path: string;
  lock: Lock;
}

/** Another process has a server on this data. `address` is unknown while it is still starting. */
export class DataFolderHeld extends NotPossible {
  override name = 'DataFolderHeld';
  readonly pid: number;
  readonly address: string | undefined;

  constructor(folder: string, pid: number, address: string | undefined) {
    const state = address === undefined ? 'is starting a server on it' : `has a server on it at ${address}`;
    const orUse = address === undefined ? '' : `, set TEMPORAL_ADDRESS=${address} to use that server`;
    super(
      `${folder} is held: process ${pid} ${state}. Stop that one${orUse}, or set DATA_DIR to another folder.`,
    );
    this.pid = pid;
    this.address = address;
  }
}

const LOOK_AGAIN_MS = 50;
/** A server ends 5 s after its parent at the latest (supervised-process.ts). */
const ORPHAN_TIMEOUT_MS = 5_000;

/** Takes `<dataDir>/temporal/` for this process. If the parent of its server was just killed, waits until the server is gone. */
export async function holdDataFolder(dataDir: string): Promise<DataFolder> {
  const path = resolve(dataDir, 'temporal');
  makeOwnFolder(path);
  const lockFile = join(path, 'server.lock');
  const deadline = performance.now() + ORPHAN_TIMEOUT_MS;
  for (;;) {
    const answer = takeLock(lockFile, hasServer);
    if (answer.held) return { path, lock: answer.lock };
    const { pid, mark, note } = answer.holder;
    const address = note['address'] === undefined ? undefined : String(note['address']);
    const orphan = !isRunning(pid, mark);
    if (!orphan) throw new DataFolderHeld(path, pid, address);
    if (performance.now() > deadline) throw new DataFolderHeld(path, Number(note['serverPid']), address);
    await delay(LOOK_AGAIN_MS);
  }
}

const hasServer = ({ note }: LockHolder): boolean =>
  note['serverPid'] !== undefined && isRunning(Number(note['serverPid']), String(note['serverMark']));

export const databaseFile = (folder: string, kind: ServerKind): string => join(folder, `${kind}.db`);

/** The program that wrote the database in the folder; `undefined` for a new folder. */
export function writtenBy(folder: string): ServerKind | undefined {
  const kinds: ServerKind[] = ['server', 'cli'];
  return kinds.find((kind) => existsSync(databaseFile(folder, kind)));
}

/** Removes what a server has written that was only tried out. */
export function removeDatabase(folder: string, kind: ServerKind): void {
  for (const name of readdirSync(folder)) {
    // SQLite keeps `-journal`, `-wal` and `-shm` next to the file.
    if (name.startsWith(`${kind}.db`)) rmSync(join(folder, name));
  }
}
