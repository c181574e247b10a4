import { readFileSync, statSync } from 'node:fs';
import { readOwnTexts, type ReadOwnTexts } from '../emails/texts/read-own-texts.ts';

const MOST_BYTES = 1_000_000;

/** Reads the file that `MAIL_TEXTS` names. The problems may be told: such a file holds no secret. */
export function readMailTexts(path: string): ReadOwnTexts {
  try {
    if (statSync(path).size > MOST_BYTES) {
      return { ok: false, problems: [`names a file of more than ${MOST_BYTES / 1_000_000} MB`] };
    }
    const read = readOwnTexts(readFileSync(path, 'utf8'));
    return read.ok
      ? read
      : { ok: false, problems: read.problems.map((each) => `names a file in which ${each}`) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { ok: false, problems: [`names a file that cannot be read (${code})`] };
  }
}
