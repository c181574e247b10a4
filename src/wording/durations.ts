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
export interface Counted {
  n: number;
  unit: keyof Parts;
}

/** The two largest units of a length of time, or the one that it has, rounded. */
export function spanOf(ms: number): readonly [Counted] | readonly [Counted, Counted] {
  const unitMs = ms >= DAY_MS ? HOUR_MS : ms >= MINUTE_MS ? MINUTE_MS : SECOND_MS;
  const parts = partsOf(Math.round(ms / unitMs) * unitMs);
  const [larger, smaller] = (['days', 'hours', 'minutes'] as const)
    .map((unit) => ({ n: parts[unit], unit }))
    .filter(({ n }) => n !== 0);
  if (larger === undefined) return [{ n: parts.seconds, unit: 'seconds' }];
  return smaller === undefined ? [larger] : [larger, smaller];
}

/**
 * `20 minutes`, `4 days and 23 hours`: the two largest units, rounded. A moment after a clock of five days has started it
 * still says `5 days`.
 */
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

/** `P5DT20M1.5S` (ISO 8601). */
export function isoDuration(ms: number): string {
  const { days, hours, minutes } = partsOf(ms);
  const seconds = (ms % MINUTE_MS) / SECOND_MS;
  const time = [hours && `${hours}H`, minutes && `${minutes}M`, (seconds || ms === 0) && `${seconds}S`]
    .filter(Boolean)
    .join('');
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}

const UNIT_MS = { d: DAY_MS, h: HOUR_MS, m: MINUTE_MS, s: SECOND_MS } as const;
const MOST_MS = 400 * DAY_MS;

/** Reads `20m`, `5d`, `1d12h`: milliseconds. `undefined` for anything else, nothing, or more than 400 days. */
export function durationOf(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d{1,9})([dhms])/g)];
  const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_MS[unit as keyof typeof UNIT_MS], 0);
  return /^(?:\d{1,9}[dhms])+$/.test(text) && ms > 0 && ms <= MOST_MS ? ms : undefined;
}
