import { mkdir, open, opendir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { incomingFolder } from './incoming-folder.ts';
import type { EvidenceStore, KeptFile } from './store.ts';
import { orUnavailable, unlessMissing, unlessThere } from './store-errors.ts';

/** The file that says whose ledger names the pictures. */
export const OWNER = 'ledger';

/** How often, and at what distance, an owner is looked for in a file that is still empty. */
const MOST_LOOKS = 20;
const LOOK_AGAIN_MS = 50;

/** So many files are listed at a time. */
const LISTED_AT_ONCE = 500;

/**
 * Pictures in a folder: `incoming` has those in the making, `kept` the others, by the first two characters of their names.
 * Makes the folder if it is not there. Throws `StoreUnavailable` if nothing can be written in it.
 */
export async function folderStore(folder: string): Promise<EvidenceStore> {
  const incoming = join(folder, 'incoming');
  const kept = join(folder, 'kept');
  const pathOf = (name: string): string => join(kept, name.slice(0, 2), name);

  const { newFile, dropFile, sweep } = incomingFolder(incoming);
  const store: EvidenceStore = {
    keepsRemoved: false,
    newFile,
    dropFile,
    keep: (path, name) =>
      orUnavailable(async () => {
        // Not the folder itself: if its disk is away, nothing may be kept in its place.
        await mkdir(join(kept, name.slice(0, 2))).catch(unlessThere);
        await synced(path);
        await rename(path, pathOf(name));
        await synced(join(kept, name.slice(0, 2)));
      }),
    read: (name) =>
      orUnavailable(async () => {
        const file = await open(pathOf(name), 'r').catch(unlessMissing);
        return file?.createReadStream();
      }),
    remove: (name) =>
      orUnavailable(async () => {
        await stat(kept);
        await rm(pathOf(name), { force: true });
      }),
    async *list() {
      const folders = await orUnavailable(() => readdir(kept));
      for (const each of folders.toSorted()) yield* filesIn(join(kept, each));
    },
    belongsTo: (ledgerIdentity) =>
      orUnavailable(async () => {
        // If the disk of the folder is away, nothing may be written in its place.
        await stat(kept);
        const mark = join(folder, OWNER);
        const written = await writeFile(mark, ledgerIdentity, { flag: 'wx' }).then(() => true, unlessThere);
        if (written === true) return true;
        for (let looks = 1; ; looks += 1) {
          const owner = await readFile(mark, 'utf8');
          // Another process makes the file at this moment.
          if (owner !== '' || looks === MOST_LOOKS) return owner === ledgerIdentity;
          await delay(LOOK_AGAIN_MS);
        }
      }),
    sweep,
  };

  await orUnavailable(() => mkdir(incoming, { recursive: true, mode: 0o700 }));
  await orUnavailable(() => mkdir(kept, { recursive: true, mode: 0o700 }));
  await dropFile(await newFile());
  return store;
}

async function* filesIn(folder: string): AsyncIterable<KeptFile[]> {
  let files: KeptFile[] = [];
  const entries = await orUnavailable(() => opendir(folder));
  for await (const { name } of entries) {
    const found = await stat(join(folder, name)).catch(unlessMissing);
    if (found?.isFile() !== true) continue;
    files.push({ name, keptAt: found.mtime });
    if (files.length < LISTED_AT_ONCE) continue;
    yield files;
    files = [];
  }
  if (files.length > 0) yield files;
}

/** Waits until a file, or the names in a folder, are on the disk. */
async function synced(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
