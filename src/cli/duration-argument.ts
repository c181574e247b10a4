import { durationOf } from '../wording/durations.ts';
import { NotPossible } from './not-possible.ts';

/** Milliseconds of an argument like `20m` or `1d12h`. Throws `NotPossible` if it is not a duration. */
export function durationFrom(text: string): number {
  const ms = durationOf(text);
  if (ms !== undefined) return ms;
  throw new NotPossible(
    `"${text}" is not a duration: write it like 20m, 12h, 5d or 1d12h, above 0 and at most 400d.`,
  );
}
