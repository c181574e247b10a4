import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../policy/duration.ts';
import type { Say } from './catalogue.ts';

/** A period of the policy: `5 days`, `24 hours`. The foot of each mail says that a day is 24 hours. */
export function period(say: Say, ms: number): string {
  const days = ms / DAY_MS;
  return Number.isInteger(days) && days > 1
    ? say('duration.days', { n: days })
    : say('duration.hours', { n: ms / HOUR_MS });
}

/** A time that was measured, in its two largest units, rounded down: `4 days and 23 hours`. Seconds are left out. */
export function elapsed(say: Say, ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor(ms / HOUR_MS) % 24;
  const minutes = Math.floor(ms / MINUTE_MS) % 60;
  const [larger, smaller] = [
    ...(days > 0 ? [say('duration.days', { n: days })] : []),
    ...(hours > 0 ? [say('duration.hours', { n: hours })] : []),
    ...(minutes > 0 ? [say('duration.minutes', { n: minutes })] : []),
  ];
  if (larger === undefined) return say('duration.less_than_a_minute');
  return smaller === undefined ? larger : say('duration.two_units', { larger, smaller });
}
