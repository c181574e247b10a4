import { describe, expect, test } from 'vitest';
import { manyLines, oneLine, personName, serviceName } from '../../../src/emails/rendering/foreign-text.ts';
import { recipientOf, writeInstant } from '../../../src/emails/rendering/instant.ts';
import { moneyInLocale } from '../../../src/wording/money.ts';

/** Intl sets no-break spaces of two widths. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test.each([
    { money: { amount: 149, currency: 'EUR' }, locale: 'en-GB', written: '€1.49' },
    { money: { amount: 149, currency: 'EUR' }, locale: 'en-AT', written: '€ 1,49' },
    { money: { amount: 149, currency: 'JPY' }, locale: 'en-GB', written: 'JP¥149' },
    { money: { amount: 1490, currency: 'KWD' }, locale: 'en-GB', written: 'KWD 1.490' },
    { money: { amount: 149_000, currency: 'HUF' }, locale: 'en-GB', written: 'HUF 1,490.00' },
    { money: { amount: 149_000, currency: 'PKR' }, locale: 'en-GB', written: 'PKR 1,490.00' },
    { money: { amount: 5, currency: 'USD' }, locale: 'en-GB', written: 'US$0.05' },
    { money: { amount: 1, currency: 'KWD' }, locale: 'en-GB', written: 'KWD 0.001' },
    {
      money: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' },
      locale: 'en-GB',
      written: '€90,071,992,547,409.91',
    },
    { money: { amount: 1250, currency: 'XQZ' }, locale: 'en-GB', written: 'XQZ 12.50' },
  ])('$money.amount minor units of $money.currency in $locale are $written', ({ money, locale, written }) =>
    expect(plain(moneyInLocale(money, locale))).toBe(written),
  );
});

describe('instants', () => {
  const summerBegins = '2026-03-29T01:00:00.000Z';

  test.each([
    { at: '2026-03-29T00:59:59.999Z', local: 'Sunday, 29 March 2026, 01:59 CET (Europe/Vienna)' },
    { at: summerBegins, local: 'Sunday, 29 March 2026, 03:00 CEST (Europe/Vienna)' },
    { at: '2026-01-31T23:30:00Z', local: 'Sunday, 1 February 2026, 00:30 CET (Europe/Vienna)' },
    { at: '2026-03-29T05:00:00+04:00', local: 'Sunday, 29 March 2026, 03:00 CEST (Europe/Vienna)' },
  ])('$at is $local in Vienna, to a recipient from Austria', ({ at, local }) =>
    expect(writeInstant(at, recipientOf({ locale: 'de-AT', timeZone: 'Europe/Vienna' })).local).toBe(local),
  );

  test.each([
    { contact: {}, written: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { timeZone: 'Mars/Olympus' }, written: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { timeZone: 'UTC' }, written: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'not a locale' }, written: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'zz-ZZ' }, written: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'de-AT' }, written: { utc: 'Sunday, 29 March 2026, 01:00 UTC' } },
    { contact: { locale: 'en-US' }, written: { utc: 'Sunday, March 29, 2026, 01:00 UTC' } },
    {
      contact: { timeZone: 'Asia/Kathmandu' },
      written: {
        local: 'Sunday, 29 March 2026, 06:45 GMT+5:45 (Asia/Kathmandu)',
        utc: 'Sunday, 29 March 2026, 01:00 UTC',
      },
    },
  ])('a contact with $contact reads $written', ({ contact, written }) =>
    expect(writeInstant(summerBegins, recipientOf(contact))).toEqual(written),
  );

  test.each([
    'ar-EG',
    'fa-IR',
    'th-TH',
    'th-TH-u-ca-buddhist-nu-thai',
    'ja-JP-u-ca-japanese',
    'he-IL-u-ca-hebrew',
    'ar-SA',
    'hi-IN',
    'de-AT',
    'fr-CA',
    'zh-Hant-TW',
    'es-419',
    'en-US',
    'en',
  ])('to a contact with the locale %s both lines are English, Gregorian and in Latin digits', (locale) => {
    const { local, utc } = writeInstant(summerBegins, recipientOf({ locale, timeZone: 'Asia/Bangkok' }));
    const date = String.raw`Sunday, (?:29 March|March 29,) 2026`;
    expect(plain(utc)).toMatch(new RegExp(`^${date}, 01:00 UTC$`));
    expect(plain(local ?? '')).toMatch(
      new RegExp(`^${date}, 0?8:00(?: a\\.?m\\.?)? GMT\\+7 \\(Asia/Bangkok\\)$`, 'i'),
    );
  });

  test('an amount is in Latin digits, whatever the locale', () => {
    for (const locale of ['ar-EG', 'fa-IR', 'th-TH-u-nu-thai', 'ja-JP', 'de-AT'])
      expect(plain(moneyInLocale({ amount: 149, currency: 'EUR' }, recipientOf({ locale }).locale))).toMatch(
        /^€ ?1[.,]49$/,
      );
  });

  test('what is shown is never later than the deadline', () => {
    const shown = writeInstant('2026-03-05T10:59:59.999Z', recipientOf({}));
    expect(shown).toEqual({ utc: 'Thursday, 5 March 2026, 10:59 UTC' });
  });
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

  test.each([
    'Anna Gruber',
    'Gruber, Anna',
    'Dr. Anna Gruber',
    'J. R. R. Tolkien',
    'J.R.R. Tolkien',
    'Seán O’Neill',
    "D'Angelo",
    'Jean-Luc Picard',
    'María de los Ángeles García',
    'Ünal Şahin',
    'Мария Иванова',
    '山田 太郎',
    'שרה כהן',
    'محمد الفاتح',
    'अमित कुमार',
    'X',
  ])('%s is a name', (name) => expect(personName(name)).toBe(name));

  test.each([
    'Claim 500 USD at https://prize.example/x now',
    'prize.example',
    'see prize.example/x',
    'x.co',
    'prize。example',
    'mail me@prize.example',
    'Anna <me@prize.example>',
    '500 USD',
    '€ 500',
    'Anna 0660 5550177',
    'Claim your prize now',
    'Click here',
    'Ｃｌｉｃｋ here',
    'Your account is suspended',
    'Anna\nBcc: victim@example.net',
    'Anna\nGruber',
    'one two three four five six',
    'x'.repeat(61),
    '\u202eevil',
    'Anna\u0007',
    '[Anna](x)',
    '<b>Anna</b>',
    '${name}',
    '👩‍👩‍👧‍👦',
    '',
    '   ',
    undefined,
  ])('%j is no name, and left out', (text) => expect(personName(text)).toBeUndefined());

  test.each([
    ['Telegram', 'Telegram'],
    ['Booking.com', 'Booking.com'],
    ['1688', '1688'],
    ['win at https://prize.example', ''],
    ['www.prize.example', ''],
    ['me@prize.example', ''],
  ])('the service %s is written as "%s"', (service, written) =>
    expect(serviceName(service, 40)).toBe(written),
  );

  test('many lines keep their breaks and their letters, and lose their control characters', () => {
    expect(manyLines('  a\r\nb\rc\u2028d\u0007\u001b[0m\n\nאבג\n')).toBe('a\nb\nc\nd[0m\n\nאבג');
  });
});
