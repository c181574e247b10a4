import { NotPossible } from './not-possible.ts';

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const MOST_MS = 400 * UNIT_MS.d;

/** `20m`, `5d`, `1d12h`: milliseconds. `undefined` for anything else, nothing, or more than 400 days. */
export function durationOf(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d{1,9})([dhms])/g)];
  const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_MS[unit as keyof typeof UNIT_MS], 0);
  return /^(?:\d{1,9}[dhms])+$/.test(text) && ms > 0 && ms <= MOST_MS ? ms : undefined;
}

/** The same. Throws `NotPossible` for what is none. */
export function durationFrom(text: string): number {
  const ms = durationOf(text);
  if (ms !== undefined) return ms;
  throw new NotPossible(
    `"${text}" is not a duration: write it like 20m, 12h, 5d or 1d12h, above 0 and at most 400d.`,
  );
}

/** `4 d 23:40:00`, as whole seconds. */
export function durationWords(ms: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const days = Math.floor(ms / UNIT_MS.d);
  const clock = [(ms / UNIT_MS.h) % 24, (ms / UNIT_MS.m) % 60, (ms / UNIT_MS.s) % 60].map(two).join(':');
  return days > 0 ? `${days} d ${clock}` : clock;
}
