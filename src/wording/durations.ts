import type { Instant } from '../contract/scalars.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../policy/duration.ts';

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
const twoDigits = (n: number): string => String(n).padStart(2, '0');

interface Parts {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

const partsOf = (ms: number): Parts => ({
  days: Math.floor(ms / DAY_MS),
  hours: Math.floor(ms / HOUR_MS) % 24,
  minutes: Math.floor(ms / MINUTE_MS) % 60,
  seconds: Math.floor(ms / SECOND_MS) % 60,
});

/** A number of one unit of time. */
export interface Counted<Unit extends keyof Parts = keyof Parts> {
  n: number;
  unit: Unit;
}

type Larger = Counted<'days' | 'hours' | 'minutes'>;

/**
 * The two largest units of a length of time, or the one that it has; seconds only where there is nothing larger.
 * `to_the_smaller`: rounded to hours from a day on, to minutes below that, since a moment after a clock of five days has
 * started it is still five days. `down`: a unit counts once it is over.
 */
export function spanOf(
  ms: number,
  rounding: 'to_the_smaller' | 'down' = 'to_the_smaller',
): readonly [Counted<'seconds'>] | readonly [Larger] | readonly [Larger, Larger] {
  const parts = partsOf(rounding === 'down' ? ms : rounded(ms));
  const [larger, smaller] = (['days', 'hours', 'minutes'] as const)
    .map((unit) => ({ n: parts[unit], unit }))
    .filter(({ n }) => n !== 0);
  if (larger === undefined) return [{ n: parts.seconds, unit: 'seconds' }];
  return smaller === undefined ? [larger] : [larger, smaller];
}

function rounded(ms: number): number {
  const unitMs = ms >= DAY_MS ? HOUR_MS : ms >= MINUTE_MS ? MINUTE_MS : SECOND_MS;
  return Math.round(ms / unitMs) * unitMs;
}

/** `20 minutes`, `4 days and 23 hours`: the two largest units, rounded. */
export const spanWords = (ms: number): string =>
  spanOf(ms)
    .map(({ n, unit }) => count(n, unit.slice(0, -1)))
    .join(' and ');

/** `in 20 minutes`, `3 hours ago`. */
export const fromNow = (at: Instant, now: Instant): string =>
  at >= now ? `in ${spanWords(at - now)}` : `${spanWords(now - at)} ago`;

/** `23:40:00`: what is left after whole days, in whole seconds. */
export function timeOfDay(ms: number): string {
  const { hours, minutes, seconds } = partsOf(ms);
  return [hours, minutes, seconds].map(twoDigits).join(':');
}

/** `4 d 23:40:00`, in whole seconds. */
export function clockWords(ms: number): string {
  const { days } = partsOf(ms);
  return days > 0 ? `${days} d ${timeOfDay(ms)}` : timeOfDay(ms);
}

const UNIT_MS = { d: DAY_MS, h: HOUR_MS, m: MINUTE_MS, s: SECOND_MS } as const;
const MOST_MS = 400 * DAY_MS;

/** Reads `20m`, `5d`, `1d12h`: milliseconds. `undefined` for anything else, nothing, or more than 400 days. */
export function durationOf(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d{1,9})([dhms])/g)];
  const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_MS[unit as keyof typeof UNIT_MS], 0);
  return /^(?:\d{1,9}[dhms])+$/.test(text) && ms > 0 && ms <= MOST_MS ? ms : undefined;
}
