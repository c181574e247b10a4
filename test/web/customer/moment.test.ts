import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { Moment } from '../../../src/web/customer/moment.tsx';
import { readerOf } from '../../../src/web/customer/reader.ts';

const written = async (at: string, locale: string, timeZone?: string): Promise<string> => {
  const reader = readerOf({ locale, ...(timeZone === undefined ? {} : { timeZone }) });
  const page = await html`${Moment({ at, reader })}`;
  return page.replaceAll(/<[^>]+>/g, '').replaceAll('\u00a0', ' ');
};

test.each([
  [
    '2026-12-04T13:21:00Z',
    'en-GB',
    'Europe/Vienna',
    'Friday, 4 December 2026, 14:21 CET (Europe/Vienna) · 13:21 UTC',
  ],
  [
    '2026-12-04T23:30:00Z',
    'en-GB',
    'Europe/Vienna',
    'Saturday, 5 December 2026, 00:30 CET (Europe/Vienna) · Friday, 4 December 2026, 23:30 UTC',
  ],
  [
    '2026-12-04T23:30:00Z',
    'de-AT',
    'Europe/Vienna',
    'Samstag, 5. Dezember 2026, 00:30 MEZ (Europe/Vienna) · Freitag, 4. Dezember 2026, 23:30 UTC',
  ],
  [
    '2026-12-04T13:21:00Z',
    'de-AT',
    'Europe/Vienna',
    'Freitag, 4. Dezember 2026, 14:21 MEZ (Europe/Vienna) · 13:21 UTC',
  ],
  ['2026-12-04T13:21:00Z', 'en-GB', undefined, 'Friday, 4 December 2026, 13:21 UTC'],
])('%s to a reader of %s in %s is said with its day once: %s', async (at, locale, timeZone, text) =>
  expect(await written(at, locale, timeZone)).toBe(text),
);
