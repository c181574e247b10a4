import { describe, expect, test } from 'vitest';
import type { TextKey } from '../../../src/emails/texts/catalogue.ts';
import { CATALOGUES, isLanguage, languageOf, type Language } from '../../../src/emails/texts/languages.ts';
import { readText } from '../../../src/emails/texts/placeholders.ts';
import { readOwnTexts } from '../../../src/emails/texts/read-own-texts.ts';

const languages = Object.keys(CATALOGUES).filter(isLanguage);
const keys = Object.keys(CATALOGUES.en) as TextKey[];

const placeholdersOf = (language: Language, key: TextKey) => {
  const read = readText(CATALOGUES[language][key]);
  if (!read.ok) throw new Error(`${key}: ${read.why}`);
  return Object.fromEntries([...read.placeholders].toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

describe.each(languages)('the catalogue %s', (language) => {
  test('has the keys of every other, in the same order', () => {
    const order = (each: Language): string[] =>
      Object.keys(CATALOGUES[each]).filter((key) => !key.startsWith('clause.'));
    expect(order(language)).toEqual(order('en'));
    expect(Object.keys(CATALOGUES[language]).toSorted()).toEqual(keys.toSorted());
  });

  test.each(keys)('%s takes the same placeholders as in English', (key) =>
    expect(placeholdersOf(language, key)).toEqual(placeholdersOf('en', key)),
  );

  test('keeps to what is asked of a shop’s own texts', () => {
    expect(readOwnTexts(JSON.stringify({ texts: { [language]: CATALOGUES[language] } })).ok).toBe(true);
  });

  // The compiler knows a placeholder by `{name}`, `{name, number}` and `{name, plural, …}` with branches that have none.
  test.each(keys)('%s has no braces but those by which the compiler knows its placeholders', (key) => {
    const braced = CATALOGUES[language][key].matchAll(
      /\{(\w+)(?:, (?:number|plural,(?: \w+ \{[^{}]*\})+))?\}/g,
    );
    const named = new Set([...braced].map(([, name]) => name));
    expect(named).toEqual(new Set(Object.keys(placeholdersOf(language, key))));
  });
});

test('German leaves no text in English', () => {
  const same = keys.filter((key) => CATALOGUES.de[key] === CATALOGUES.en[key]);
  expect(same).toEqual(['details.claim_value', 'claim_refused.preheader']);
});

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['de-CH', 'de'],
  ['de-Latn-DE-u-co-phonebk', 'de'],
  ['DE', 'de'],
  ['en', 'en'],
  ['en-DE', 'en'],
  ['nds-DE', 'en'],
  ['fr-CH', 'en'],
  ['ar-EG', 'en'],
  ['not a locale', 'en'],
  [undefined, 'en'],
])('a customer with the locale %s gets mails in %s', (locale, language) =>
  expect(languageOf(locale)).toBe(language),
);
