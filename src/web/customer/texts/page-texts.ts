import type { Language } from '../../../emails/texts/languages.ts';
import {
  readParts,
  textsProblems,
  type OwnTextsOf,
  type ReadTexts,
} from '../../../emails/texts/own-text-problems.ts';
import { speechIn, type Speech } from '../../../emails/texts/say.ts';
import type { PageCatalogue, PageTextKey } from './catalogue.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** What the customers' pages say where a shop has configured nothing, by language. */
export const PAGE_CATALOGUES = { en, de } as const satisfies Readonly<Record<Language, PageCatalogue>>;

/** How the customers' pages speak. */
export type PageTexts = Readonly<Record<Language, Speech<typeof en>>>;

type OwnPageTexts = Readonly<Partial<Record<Language, Readonly<Partial<Record<PageTextKey, string>>>>>>;

export const pageTextsOf = (texts: OwnPageTexts): PageTexts => {
  const inOwnWords = (language: Language): Speech<typeof en> =>
    speechIn<typeof en>(language, { ...PAGE_CATALOGUES[language], ...texts[language] });
  return { en: inOwnWords('en'), de: inOwnWords('de') };
};

/** How pages speak in our words. */
export const OUR_PAGE_TEXTS = pageTextsOf({});

const OF_PAGES: OwnTextsOf = {
  what: 'pages',
  ours: en,
  command: 'page-texts',
  // The longest of ours has some 300.
  longest: () => 1_000,
};

/**
 * Reads a shop's own texts of the pages: `{"texts": {"en": {"headline.awaiting_sms": "…"}}}`. Each problem names the key and
 * says what would be right.
 */
export const readOwnPageTexts = (json: string): ReadTexts<PageTexts> =>
  readParts(
    json,
    (part, value) =>
      part === 'texts'
        ? textsProblems(OF_PAGES, value)
        : [`${part} is not known: there is texts alone, and the name of the shop is that of MAIL_TEXTS`],
    // Sound: without a problem it has this form.
    ({ texts = {} }) => pageTextsOf(texts as OwnPageTexts),
  );
