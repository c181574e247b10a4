import { readFileSync, statSync } from 'node:fs';
import type { ReadTexts } from '../emails/texts/own-text-problems.ts';

const MOST_BYTES = 1_000_000;

/**
 * Reads the file with a shop's own texts that a variable names. The problems may be told: such a file holds no secret. `read`:
 * what it makes of what is in the file.
 */
export function readTextsIn<T>(path: string, read: (json: string) => ReadTexts<T>): ReadTexts<T> {
  try {
    if (statSync(path).size > MOST_BYTES) {
      return { ok: false, problems: [`names a file of more than ${MOST_BYTES / 1_000_000} MB`] };
    }
    const texts = read(readFileSync(path, 'utf8'));
    return texts.ok
      ? texts
      : { ok: false, problems: texts.problems.map((each) => `names a file in which ${each}`) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { ok: false, problems: [`names a file that cannot be read (${code})`] };
  }
}
