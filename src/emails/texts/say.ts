import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalogue, Say, SayAroundIn, SayIn, Texts } from './catalogue.ts';
import type { en } from './en.ts';

/** How one catalogue is spoken. */
export interface Speech<T extends Texts> {
  say: SayIn<T>;
  sayAround: SayAroundIn<T>;
}

/**
 * Writes the texts of one catalogue by the rules of `language` for plurals and numbers; `T` is the catalogue that their
 * placeholders are known from. A text is read when it is first needed, and kept. Throws if it is no ICU MessageFormat. Tags
 * in it are text.
 */
export function speechIn<T extends Texts>(
  language: string,
  catalogue: Readonly<Record<keyof T, string>>,
): Speech<T> {
  const read = new Map<keyof T, IntlMessageFormat>();
  const messageOf = (key: keyof T): IntlMessageFormat => {
    const known = read.get(key);
    if (known !== undefined) return known;
    const message = new IntlMessageFormat(catalogue[key], language, undefined, { ignoreTag: true });
    read.set(key, message);
    return message;
  };
  // Elements, such as a time or a link, are passed through unchanged.
  const piecesOf = (key: keyof T, values: Record<string, unknown> | undefined): unknown[] =>
    [messageOf(key).format<unknown>(values)].flat(2);
  return {
    say: (key, ...[values]) => piecesOf(key, values).join(''),
    // Sound: the pieces are strings and what was put in.
    sayAround: (key, values) => piecesOf(key, values) as never,
  };
}

/** Writes the texts of the mails in one language. */
export const sayIn = (language: string, catalogue: Catalogue): Say =>
  speechIn<typeof en>(language, catalogue).say;
