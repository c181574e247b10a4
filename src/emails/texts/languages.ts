import type { Catalogue } from './catalogue.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** The languages that mails and pages are written in, by their tags (BCP 47). */
export const CATALOGUES = { en, de } as const satisfies Readonly<Record<string, Catalogue>>;

export type Language = keyof typeof CATALOGUES;

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(CATALOGUES, tag);

/** The language of a tag, whatever the region. `undefined`: it is none of ours, or no tag. */
export function languageIn(tag: string): Language | undefined {
  try {
    const { language } = new Intl.Locale(tag);
    return isLanguage(language) ? language : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The language of a contact's mails and pages: that of its `locale`, or English. */
export const languageOf = (locale: string | undefined): Language =>
  (locale === undefined ? undefined : languageIn(locale)) ?? 'en';
