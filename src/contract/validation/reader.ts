import type { Problem } from '../answers.ts';

/**
 * What a reader makes of an input: a value of the contract's type, or everything that is wrong with it. `leftOut`: fields
 * that are only shown and could not be read, so that the value is without them; absent if there are none.
 * @example
 * const wordsOf = (read: Read<unknown>): string =>
 *   read.ok ? 'fine' : read.problems.map(({ field, message }) => `${field} ${message}`).join('\n');
 */
export type Read<T> = { ok: true; value: T; leftOut?: Problem[] } | { ok: false; problems: Problem[] };

/** Reads one kind of value from anything. It never throws, and it runs no code of the input. */
export interface Reader<T> {
  /** What would be right, e.g. `a text of 1 to 64 characters`. */
  readonly wanted: string;
  /**
   * Adds to `problems` and returns `undefined` if the value is not what is wanted. `at`: the path of the field. Fields
   * that are only shown are never a problem: those that cannot be read are added to `leftOut`.
   */
  readonly read: (value: unknown, at: string, problems: Problem[], leftOut?: Problem[]) => T | undefined;
}

/**
 * A reader made of one function, which returns `undefined` for a value that is not wanted.
 * @example
 * const even = reader('an even number', (value) => (typeof value === 'number' && value % 2 === 0 ? value : undefined));
 */
export function reader<T>(wanted: string, take: (value: unknown) => T | undefined): Reader<T> {
  return {
    wanted,
    read(value, at, problems) {
      const taken = take(value);
      if (taken === undefined) problems.push({ field: at, message: `must be ${wanted}` });
      return taken;
    },
  };
}

/**
 * A reader that also compares fields with each other. `narrow` is given a value whose fields are right one by one, and
 * returns the narrower value or the problems.
 * @example
 * const span = narrowed(objectOf<{ from: number; to: number }>({ from: integer(0, 9), to: integer(0, 9) }), (value) =>
 *   value.from <= value.to ? value : [{ field: 'to', message: 'must not be before from' }],
 * );
 */
export function narrowed<T, U>(base: Reader<T>, narrow: (value: T) => U | Problem[]): Reader<U> {
  return {
    wanted: base.wanted,
    read(value, at, problems, leftOut) {
      const taken = base.read(value, at, problems, leftOut);
      if (taken === undefined) return undefined;
      const narrowedOrWrong = narrow(taken);
      if (!Array.isArray(narrowedOrWrong)) return narrowedOrWrong;
      for (const { field, message } of narrowedOrWrong) problems.push({ field: pathOf(at, field), message });
      return undefined;
    },
  };
}

/**
 * Reads a whole input.
 * @example
 * readWith(oneOf('refund', 'replacement'), 'refund'); // { ok: true, value: 'refund' }
 */
export function readWith<T>(whole: Reader<T>, input: unknown): Read<T> {
  const problems: Problem[] = [];
  const leftOut: Problem[] = [];
  const value = whole.read(input, '', problems, leftOut);
  if (value === undefined) return { ok: false, problems };
  return leftOut.length === 0 ? { ok: true, value } : { ok: true, value, leftOut };
}

export const pathOf = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
