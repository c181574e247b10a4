import { describe, expect, test } from 'vitest';
import { manyLines, oneLine } from '../../src/emails/foreign-text.ts';
import { readerOf, tellInstant } from '../../src/emails/instant.ts';
import { tellMoney } from '../../src/wording/money.ts';
import { elapsed, period } from '../../src/emails/time-span.ts';

/** Intl sets no-break spaces of two widths. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test.each([
    { money: { amount: 149, currency: 'EUR' }, locale: 'en-GB', told: '€1.49' },
    { money: { amount: 149, currency: 'EUR' }, locale: 'de-AT', told: '€ 1,49' },
    { money: { amount: 149, currency: 'JPY' }, locale: 'en-GB', told: 'JP¥149' },
    { money: { amount: 1490, currency: 'KWD' }, locale: 'en-GB', told: 'KWD 1.490' },
    { money: { amount: 149_000, currency: 'HUF' }, locale: 'en-GB', told: 'HUF 1,490.00' },
    { money: { amount: 149_000, currency: 'PKR' }, locale: 'en-GB', told: 'PKR 1,490.00' },
    { money: { amount: 5, currency: 'USD' }, locale: 'en-GB', told: 'US$0.05' },
    { money: { amount: 1, currency: 'KWD' }, locale: 'en-GB', told: 'KWD 0.001' },
    {
      money: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' },
      locale: 'en-GB',
      told: '€90,071,992,547,409.91',
    },
    { money: { amount: 1250, currency: 'XQZ' }, locale: 'en-GB', told: 'XQZ 12.50' },
  ])('$money.amount minor units of $money.currency in $locale are $told', ({ money, locale, told }) =>
    expect(plain(tellMoney(money, locale))).toBe(told),
  );
});

describe('instants', () => {
  const summerBegins = '2026-03-29T01:00:00.000Z';

  test.each([
    { at: '2026-03-29T00:59:59.999Z', local: 'Sonntag, 29. März 2026, 01:59 MEZ (Europe/Vienna)' },
    { at: summerBegins, local: 'Sonntag, 29. März 2026, 03:00 MESZ (Europe/Vienna)' },
    { at: '2026-01-31T23:30:00Z', local: 'Sonntag, 1. Februar 2026, 00:30 MEZ (Europe/Vienna)' },
    { at: '2026-03-29T05:00:00+04:00', local: 'Sonntag, 29. März 2026, 03:00 MESZ (Europe/Vienna)' },
  ])('$at is $local in Vienna, in Austrian German', ({ at, local }) =>
    expect(tellInstant(at, readerOf({ locale: 'de-AT', timeZone: 'Europe/Vienna' })).local).toBe(local),
  );

  test.each([
    { contact: {}, told: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { timeZone: 'Mars/Olympus' }, told: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { timeZone: 'UTC' }, told: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'not a locale' }, told: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'zz-ZZ' }, told: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'de-AT' }, told: { utc: 'Sonntag, 29. März 2026, 01:00 UTC' } },
    {
      contact: { timeZone: 'Asia/Kathmandu' },
      told: {
        local: 'Sunday, 29 March 2026, 06:45 GMT+5:45 (Asia/Kathmandu)',
        utc: 'Sunday, 29 March 2026, 01:00 UTC',
      },
    },
  ])('a contact with $contact reads $told', ({ contact, told }) =>
    expect(tellInstant(summerBegins, readerOf(contact))).toEqual(told),
  );

  test('what is shown is never later than the deadline', () => {
    const shown = tellInstant('2026-03-05T10:59:59.999Z', readerOf({}));
    expect(shown).toEqual({ utc: 'Thursday, 5 March 2026, 10:59 UTC' });
  });
});

describe('time spans', () => {
  test.each([
    [432_000_000, '5 days (120 hours)'],
    [172_800_000, '2 days (48 hours)'],
    [86_400_000, '24 hours'],
    [43_200_000, '12 hours'],
    [3_600_000, '1 hour'],
  ])('a period of %d ms is %s', (lengthMs, told) => expect(period(lengthMs)).toBe(told));

  test.each([
    [0, 'less than a minute'],
    [59_999, 'less than a minute'],
    [60_000, '1 minute'],
    [3_600_000, '1 hour'],
    [94_320_000, '1 day and 2 hours'],
    [86_460_000, '1 day and 1 minute'],
    [259_199_999, '2 days and 23 hours'],
  ])('%d ms that passed are %s', (lengthMs, told) => expect(elapsed(lengthMs)).toBe(told));
});

describe('texts from outside', () => {
  test.each([
    { text: 'Telegram', length: 20, line: 'Telegram' },
    { text: ' a\r\nBcc: b\t c ', length: 20, line: 'a Bcc: b c' },
    { text: 'x'.repeat(21), length: 20, line: `${'x'.repeat(19)}…` },
    { text: '👩‍👩‍👧👩‍👩‍👧', length: 10, line: '👩‍👩‍👧…' },
    { text: '\u202eevil\u202c\u0000\u001b[31m', length: 20, line: 'evil[31m' },
  ])('$text in one line of $length is $line', ({ text, length, line }) => {
    expect(oneLine(text, length)).toBe(line);
    expect(oneLine(text, length).length).toBeLessThanOrEqual(length);
  });

  test('many lines keep their breaks and their letters, and lose their control characters', () => {
    expect(manyLines('  a\r\nb\rc\u2028d\u0007\u001b[0m\n\nאבג\n')).toBe('a\nb\nc\nd[0m\n\nאבג');
  });
});
