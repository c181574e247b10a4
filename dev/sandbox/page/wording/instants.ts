import type { Instant, Timestamp } from '../../../../src/contract/scalars.ts';

const DATE = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `Mon 23 Nov, 02:41 UTC`. */
export const instantWords = (at: Timestamp | Instant): string =>
  `${DATE.format(new Date(at)).replaceAll(/,(?= \d+ )/g, '')} UTC`;
