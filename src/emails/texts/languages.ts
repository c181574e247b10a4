import type { Catalogue } from './catalogue.ts';
import { en } from './en.ts';

/** The languages that mails are written in, by their tags (BCP 47). */
export const CATALOGUES = { en } as const satisfies Readonly<Record<string, Catalogue>>;

export type Language = keyof typeof CATALOGUES;

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(CATALOGUES, tag);
