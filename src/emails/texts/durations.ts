import { DAY_MS, HOUR_MS } from '../../policy/duration.ts';
import { spanOf } from '../../wording/durations.ts';
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
  const [larger, smaller] = spanOf(ms, 'down');
  if (larger.unit === 'seconds') return say('duration.less_than_a_minute');
  const words = say(`duration.${larger.unit}`, { n: larger.n });
  if (smaller === undefined) return words;
  return say('duration.two_units', {
    larger: words,
    smaller: say(`duration.${smaller.unit}`, { n: smaller.n }),
  });
}
