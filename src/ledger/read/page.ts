import type { Problem } from '../../contract/answers.ts';
import { integer } from '../../contract/validation/fields.ts';
import { reader, type Reader } from '../../contract/validation/reader.ts';

/** A page of a list. Without `next` it is the last one. */
export interface Page<T> {
  ok: true;
  entries: T[];
  /** Opaque: send it as `after`, with the same filters, to go on. */
  next?: string;
}

/** A query that cannot be answered, and what is wrong with its fields. */
export interface NotUnderstood {
  ok: false;
  problems: Problem[];
}

/** A query that was not checked yet: the names of its fields are known, their values are not. */
export type Unread<T> = { readonly [K in keyof T]?: unknown };

export const DEFAULT_LIMIT = 50;
export const limit: Reader<number> = integer(1, 200);

/** Where a page ends, as an opaque text. */
export const cursorOf = (place: readonly string[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Reads a cursor. `take` is given its parts, and returns `undefined` if they are not a place. */
export const cursor = <T>(take: (place: readonly string[]) => T | undefined): Reader<T> =>
  reader('the next of an earlier page', (value) => {
    if (typeof value !== 'string' || value.length > 400) return undefined;
    const place = parsed(Buffer.from(value, 'base64url').toString('utf8'));
    if (!Array.isArray(place)) return undefined;
    const words = place.filter((word): word is string => typeof word === 'string');
    return words.length === place.length ? take(words) : undefined;
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `found` has one more than the page if another one follows. */
export function pageOf<T>(
  found: readonly T[],
  most: number,
  placeOf: (last: T) => readonly string[],
): Page<T> {
  const entries = found.slice(0, most);
  const last = entries.at(-1);
  if (found.length <= most || last === undefined) return { ok: true, entries };
  return { ok: true, entries, next: cursorOf(placeOf(last)) };
}
