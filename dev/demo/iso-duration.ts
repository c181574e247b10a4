import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';

/** How long a journey took, to the millisecond: `P5DT20M1.5S` (ISO 8601). */
export function isoDuration(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor(ms / HOUR_MS) % 24;
  const minutes = Math.floor(ms / MINUTE_MS) % 60;
  const seconds = (ms % MINUTE_MS) / SECOND_MS;
  const time = [hours && `${hours}H`, minutes && `${minutes}M`, (seconds || ms === 0) && `${seconds}S`]
    .filter(Boolean)
    .join('');
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}
