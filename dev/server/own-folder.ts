import { chmodSync, mkdirSync } from 'node:fs';

/** Who may read what customers say. */
const OWNER_ONLY = 0o700;

/** Makes a folder of ours, and what leads to it, for its owner only. One that an older version left open is closed. */
export function makeOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  chmodSync(path, OWNER_ONLY);
}
