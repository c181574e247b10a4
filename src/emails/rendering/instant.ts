import type { Contact } from '../../contract/purchase-order.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import type { Language } from '../texts/languages.ts';

/** How dates and amounts are written for a customer. Both values are known to Intl. */
export interface Recipient {
  /** The language of the mail or page, as it is written in the customer's region. */
  locale: string;
  /** `UTC` when the contact names no zone, or none that is known. */
  timeZone: string;
}

/** Where the region is not known, or has no conventions of its own for the language. */
const DEFAULT_LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

export const recipientOf = (
  { locale, timeZone }: Pick<Contact, 'locale' | 'timeZone'>,
  language: Language = 'en',
): Recipient => ({
  locale: inRegionOf(locale, language) ?? DEFAULT_LOCALES[language],
  timeZone: knownZone(timeZone) ?? 'UTC',
});

/** `de-AT` in English → `en-AT`. `undefined`: no region is known, or the language has no conventions for it. */
function inRegionOf(locale: string | undefined, language: Language): string | undefined {
  if (locale === undefined) return undefined;
  try {
    const regional = `${language}-${new Intl.Locale(locale).maximize().region ?? ''}`;
    // Intl writes an English that it does not know as American English, with the month before the day.
    return formatOf(regional, {}).resolvedOptions().locale === language ? undefined : regional;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function knownZone(timeZone: string | undefined): string | undefined {
  if (timeZone === undefined) return undefined;
  try {
    // Intl may return an older spelling, so the customer's own is kept.
    const known = formatOf('en', { timeZone }).resolvedOptions().timeZone;
    return known === 'UTC' ? known : timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An instant in the customer's zone and in UTC. `local` is absent where the two are the same. */
export interface WrittenInstant {
  local?: string;
  utc: string;
}

/**
 * Seconds are cut off, so what is shown is never later than the deadline.
 * Weekday, date and time are formatted one by one, because versions of Intl join them differently.
 */
export function writeInstant(at: Timestamp, { locale, timeZone }: Recipient): WrittenInstant {
  const instant = new Date(at);
  const utc = `${dateAndTime(instant, locale, 'UTC', { hourCycle: 'h23' })} UTC`;
  if (timeZone === 'UTC') return { utc };
  const local = `${dateAndTime(instant, locale, timeZone)} ${zoneName(instant, locale, timeZone)}`;
  return { local: `${local} (${timeZone})`, utc };
}

/** Always in the Gregorian calendar with Latin digits. */
function dateAndTime(
  instant: Date,
  locale: string,
  timeZone: string,
  hours: Pick<Intl.DateTimeFormatOptions, 'hourCycle'> = {},
): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    formatOf(locale, { ...options, timeZone, calendar: 'gregory', numberingSystem: 'latn' }).format(instant);
  return [
    part({ weekday: 'long' }),
    part({ day: 'numeric', month: 'long', year: 'numeric' }),
    part({ hour: '2-digit', minute: '2-digit', ...hours }),
  ].join(', ');
}

function zoneName(instant: Date, locale: string, timeZone: string): string {
  const parts = formatOf(locale, { timeZone, timeZoneName: 'short' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** Customers name their zones and locales, so it is emptied before it grows without bound. */
const MOST_FORMATS = 500;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A format is kept, because making one takes many times longer than using it, and a mail needs a dozen. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (formats.size >= MOST_FORMATS) formats.clear();
  const format = new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}
