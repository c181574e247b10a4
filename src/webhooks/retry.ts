import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../policy/duration.ts';

/** How long after a try the next one follows: those of Standard Webhooks, some three days in all. */
export const PAUSES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

/** A receiver that names a later time is heeded, up to this. */
const LONGEST_PAUSE_MS = 24 * HOUR_MS;
/** A pause is up to this much longer, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * How long to wait after the `tries`-th try. `undefined`: that was the last one. `random`: from 0 to 1.
 */
export function pauseAfter(
  tries: number,
  { retryAfterMs = 0, random }: { retryAfterMs?: number | undefined; random: number },
): number | undefined {
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return undefined;
  return Math.max(Math.round(pause * (1 + JITTER * random)), Math.min(retryAfterMs, LONGEST_PAUSE_MS));
}
