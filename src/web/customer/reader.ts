import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { Contact } from '../../contract/purchase-order.ts';
import { recipientOf, type Recipient } from '../../emails/rendering/instant.ts';
import { OUR_TEXTS } from '../../emails/texts/mail-texts.ts';
import { CATALOGUES, languageIn, languageOf, type Language } from '../../emails/texts/languages.ts';
import type { Speech } from '../../emails/texts/say.ts';
import type { en } from './texts/en.ts';
import { OUR_PAGE_TEXTS } from './texts/page-texts.ts';

/** Who reads a page: in which language, and how dates and amounts are written for them. */
export interface Reader extends Recipient, Speech<typeof en> {
  language: Language;
  /** What the shop is called. */
  shop: string;
}

const reading = (language: Language, contact: Pick<Contact, 'locale' | 'timeZone'>): Reader => ({
  language,
  shop: OUR_TEXTS.shop,
  ...recipientOf(contact, language),
  ...OUR_PAGE_TEXTS[language],
});

/** A customer reads the pages of a purchase as they read its mails, whatever their browser asks for. */
export const readerOf = (contact: Pick<Contact, 'locale' | 'timeZone'>): Reader =>
  reading(languageOf(contact.locale), contact);

/** Somebody of whom no more than the language is known. */
export const readerIn = (language: Language): Reader => reading(language, {});

/** Somebody of whom no purchase is known: in the language that the browser likes best of ours, or in English. */
export function readerAt(c: Context): Reader {
  const language = accepts(c, {
    header: 'Accept-Language',
    supports: Object.keys(CATALOGUES),
    default: 'en',
    // hono's own match takes `de-AT` for another language than `de`.
    match: (asked) =>
      asked
        .filter(({ q }) => q > 0)
        .map(({ type }) => languageIn(type))
        .find((each) => each !== undefined) ?? 'en',
  });
  return readerIn(languageOf(language));
}
