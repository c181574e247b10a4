import type { Catalogue } from './catalogue.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** The languages that mails are written in, by their tags (BCP 47). */
export const CATALOGUES = { en, de } as const satisfies Readonly<Record<string, Catalogue>>;

export type Language = keyof typeof CATALOGUES;

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(CATALOGUES, tag);

/** The language of a contact's mails: that of its `locale`, whatever the region, or English. */
export function languageOf(locale: string | undefined): Language {
  if (locale === undefined) return 'en';
  try {
    const { language } = new Intl.Locale(locale);
    return isLanguage(language) ? language : 'en';
  } catch (error) {
    if (error instanceof RangeError) return 'en';
    throw error;
  }
}
