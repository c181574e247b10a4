import { readWith } from '../contract/validation/reader.ts';
import { timestamp } from '../contract/validation/timestamp.ts';
import { durationOf } from '../wording/durations.ts';
import { NotPossible } from './not-possible.ts';

/** The argument of `--since`: an instant, or how long ago it was. Throws `NotPossible` if it is neither. */
export function instantSince(text: string): Date {
  const instant = readWith(timestamp, text);
  if (instant.ok) return new Date(instant.value);
  const agoMs = durationOf(text);
  if (agoMs !== undefined) return new Date(Date.now() - agoMs);
  throw new NotPossible(
    `--since: "${text}" is neither a time ago nor an instant: write it like 36h or 2026-03-01T10:00:00Z.`,
  );
}
