import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { EvidenceStore } from './store.ts';
import { StoreUnavailable } from './store.ts';
import { orUnavailable, unlessMissing, unlessThere } from './store-errors.ts';

/** Where pictures in the making are, on this machine. */
export type Incoming = Pick<EvidenceStore, 'newFile' | 'dropFile' | 'sweep'>;

/** Pictures in the making in a folder, which is not made if it is not there. */
export const incomingFolder = (folder: string): Incoming => ({
  newFile: () =>
    orUnavailable(async () => {
      const path = join(folder, randomBytes(16).toString('hex'));
      await (await open(path, 'wx', 0o600)).close();
      return path;
    }),
  dropFile: (path) => rm(path, { force: true }).catch(() => undefined),
  sweep: (before) =>
    orUnavailable(async () => {
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        const found = await stat(path).catch(unlessMissing);
        if (found !== undefined && found.mtime < before) await rm(path, { force: true });
      }
    }),
});

/**
 * Pictures in the making in a folder of this user alone, which all processes of the user share, so that the next one finds
 * what a killed one has left. It is made whenever it is needed: somebody may tidy the system's temporary folder up. Throws
 * `StoreUnavailable`, also if the folder is not this user's own.
 */
export function temporaryIncoming(within: string = tmpdir()): Incoming {
  const user = process.getuid?.();
  const folder = join(within, `instaotp-returns-evidence-${user ?? 'incoming'}`);
  const { newFile, dropFile, sweep } = incomingFolder(folder);
  const made = (): Promise<void> =>
    orUnavailable(async () => {
      await mkdir(folder, { mode: 0o700 }).catch(unlessThere);
      // Anybody may make a folder of that name there, or a link to another one.
      const found = await lstat(folder);
      const isOwn = user === undefined || (found.uid === user && (found.mode & 0o077) === 0);
      if (!found.isDirectory() || !isOwn) throw new StoreUnavailable('incoming_not_own');
    });
  return {
    newFile: () => made().then(newFile),
    dropFile,
    sweep: (before) => made().then(() => sweep(before)),
  };
}
