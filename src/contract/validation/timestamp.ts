import type { Problem } from '../answers.ts';
import type { Instant, Timestamp } from '../scalars.ts';
import type { Reader } from './reader.ts';

const WANTED = 'an instant with an offset (RFC 3339), e.g. 2026-03-01T10:00:00Z';

/** Nine digits of a second are more than any clock sends. */
const FORM =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

const YEAR_0 = Date.parse('0000-01-01T00:00:00.000Z');
const YEAR_1 = Date.parse('0001-01-01T00:00:00.000Z');
const END_OF_YEAR_9999 = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * RFC 3339 with any offset in, milliseconds in UTC (`Z`) out; what is finer than a millisecond is cut off.
 * Strict: a day that is on no calendar, an hour 24 or a leap second is refused, not moved to the next.
 * @example
 * readWith(timestamp, '2026-03-01T11:00:00+01:00'); // { ok: true, value: '2026-03-01T10:00:00.000Z' }
 */
export const timestamp: Reader<Timestamp> = timestampFrom(YEAR_1);

/**
 * Also takes the year 0, which no database can store. Purchases and events with such an instant were accepted once, and a
 * replay has to accept them again.
 */
export const timestampTakenBefore: Reader<Timestamp> = timestampFrom(YEAR_0);

function timestampFrom(first: Instant): Reader<Timestamp> {
  return { wanted: WANTED, read: (value, at, problems) => readInstant(first, value, at, problems) };
}

function readInstant(first: Instant, value: unknown, at: string, problems: Problem[]): Timestamp | undefined {
  const parts = typeof value === 'string' && value.length <= 40 ? FORM.exec(value) : null;
  if (parts === null) {
    problems.push({ field: at, message: `must be ${WANTED}` });
    return undefined;
  }
  const utc = inUtc(parts);
  if (utc === undefined) {
    const message = `${parts[0]} is on no calendar or clock: send ${WANTED}`;
    problems.push({ field: at, message });
    return undefined;
  }
  if (utc < first || utc > END_OF_YEAR_9999) {
    problems.push({
      field: at,
      message: `${parts[0]} is not within the years 1 to 9999 in UTC: send ${WANTED}`,
    });
    return undefined;
  }
  return new Date(utc).toISOString();
}

function inUtc(parts: RegExpExecArray): Instant | undefined {
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as Six;
  const [, , , , , , , fraction = '', sign = '+', offsetHour = '00', offsetMinute = '00'] = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const millisecond = fraction.slice(0, 3).padEnd(3, '0');
  const local = Date.parse(`${parts[0].slice(0, 10)}T${parts[0].slice(11, 19)}.${millisecond}Z`);
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return sign === '+' ? local - offsetMs : local + offsetMs;
}

/** The form has matched: these six groups are there. */
type Six = [number, number, number, number, number, number];

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
