import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process that the lock of a data folder names as its server. `mark` tells it from a later one with its number. */
export function serverOf(dataDir: string): { pid: number; mark: string } {
  const { note } = JSON.parse(readFileSync(join(dataDir, 'temporal/server.lock'), 'utf8')) as {
    note: { serverPid: number; serverMark: string };
  };
  return { pid: note.serverPid, mark: note.serverMark };
}
