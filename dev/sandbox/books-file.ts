import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeOwnFolder } from '../server/own-folder.ts';
import { emptyBooks, type Books } from './books.ts';

/** The books and the file that they are kept in. */
export interface OpenBooks {
  readonly books: Books;
  /** To be called after each change and before anyone hears of it. Without a folder it does nothing. */
  readonly save: () => void;
}

/** Opens `<dataDir>/sandbox/books.json`, or new books in memory. Throws if the file cannot be read. */
export function openBooks(dataDir: string | undefined): OpenBooks {
  if (dataDir === undefined) return { books: emptyBooks(), save: () => undefined };
  const path = join(dataDir, 'sandbox', 'books.json');
  makeOwnFolder(dirname(path));
  const books: Books = { ...emptyBooks(), ...readBooks(path) };
  return { books, save: () => replaceFile(path, `${JSON.stringify(books, null, 1)}\n`) };
}

function readBooks(path: string): Partial<Books> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as Partial<Books>;
  } catch (cause) {
    throw new Error(`${path} is not JSON: put it right, or move it away to begin with empty books.`, {
      cause,
    });
  }
}

/** Whoever reads the file sees the old content or the new one, never a part. For this user's eyes only. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}
