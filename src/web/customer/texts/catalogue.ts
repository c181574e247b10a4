import type { ValuesIn } from '../../../emails/texts/catalogue.ts';
import type { en } from './en.ts';

/** Where a text of the pages stands, e.g. `check.title`. */
export type PageTextKey = keyof typeof en;

/** A text that nothing is put into. */
export type PlainTextKey = {
  [K in PageTextKey]: keyof ValuesIn<typeof en, K> extends never ? K : never;
}[PageTextKey];

/** All texts of the customers' pages in one language. */
export type PageCatalogue = Readonly<Record<PageTextKey, string>>;
