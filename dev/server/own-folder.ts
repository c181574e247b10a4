import { chmodSync, mkdirSync } from 'node:fs';

/** For the owner only, because the files hold what customers say. */
const OWNER_ONLY = 0o700;

/** Makes a folder of ours, and its parents, for its owner only. One that an older version left readable is made private. */
export function makeOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  chmodSync(path, OWNER_ONLY);
}
