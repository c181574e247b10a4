import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export interface Compilation {
  /** A `tsconfig.json` that says what is compiled. Paths are from the project's folder, here and below. */
  project: string;
  /** It is emptied before. */
  into: string;
  /** Their files that are no sources are copied: programs read them by where they are themselves. */
  folders: readonly string[];
}

const root = fileURLToPath(new URL('../', import.meta.url));

/** Compiles programs to JavaScript, each at the place of its source. Throws if a source has a type error. */
export function compile({ project, into, folders }: Compilation): void {
  const folder = join(root, into);
  rmSync(folder, { recursive: true, force: true });
  const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(root, project), '--outDir', folder], {
    stdio: 'inherit',
  });
  for (const name of folders)
    cpSync(join(root, name), join(folder, name), { recursive: true, filter: isNoSource });
}

/** A folder, or a file that a program reads. */
const isNoSource = (path: string): boolean => statSync(path).isDirectory() || !/\.tsx?$/.test(path);
