import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../policy/duration.ts';

/** A period of the policy. The foot of each mail says that a day is 24 hours, and no date on a calendar. */
export function period(lengthMs: number): string {
  const days = lengthMs / DAY_MS;
  return Number.isInteger(days) && days > 1 ? count(days, 'day') : count(lengthMs / HOUR_MS, 'hour');
}

/** A length that was measured, in its two largest units. Seconds are left out. */
export function elapsed(lengthMs: number): string {
  const days = Math.floor(lengthMs / DAY_MS);
  const hours = Math.floor((lengthMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((lengthMs % HOUR_MS) / MINUTE_MS);
  const parts = [
    ...(days > 0 ? [count(days, 'day')] : []),
    ...(hours > 0 ? [count(hours, 'hour')] : []),
    ...(minutes > 0 ? [count(minutes, 'minute')] : []),
  ];
  return parts.slice(0, 2).join(' and ') || 'less than a minute';
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
