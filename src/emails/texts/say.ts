import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalogue, Say, TextKey } from './catalogue.ts';

/**
 * Writes the texts of one catalogue by the rules of `language` for plurals and numbers. A text is read when it is first
 * needed, and kept. Throws if it is no ICU MessageFormat. Tags in it are text.
 */
export function sayIn(language: string, catalogue: Catalogue): Say {
  const read = new Map<TextKey, IntlMessageFormat>();
  const messageOf = (key: TextKey): IntlMessageFormat => {
    const known = read.get(key);
    if (known !== undefined) return known;
    const message = new IntlMessageFormat(catalogue[key], language, undefined, { ignoreTag: true });
    read.set(key, message);
    return message;
  };
  return (key, ...[values]) => {
    const written = messageOf(key).format<string>(values);
    return typeof written === 'string' ? written : written.join('');
  };
}
