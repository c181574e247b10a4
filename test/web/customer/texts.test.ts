import { de as mailsInGerman } from '../../../src/emails/texts/de.ts';
import { en as mailsInEnglish } from '../../../src/emails/texts/en.ts';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/emails/texts/placeholders.ts';
import { readerAt, readerOf } from '../../../src/web/customer/reader.ts';
import type { PageTextKey } from '../../../src/web/customer/texts/catalogue.ts';
import { de } from '../../../src/web/customer/texts/de.ts';
import { en } from '../../../src/web/customer/texts/en.ts';

const keys = Object.keys(en) as PageTextKey[];

const placeholdersOf = (key: PageTextKey, text: string) => {
  const read = readText(text);
  if (!read.ok) throw new Error(`${key}: ${read.why}`);
  return Object.fromEntries([...read.placeholders].toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

test('German has the keys of English, in the same order', () => {
  const order = (catalogue: object): string[] =>
    Object.keys(catalogue).filter((key) => !key.startsWith('clause.'));
  expect(order(de)).toEqual(order(en));
  expect(Object.keys(de).toSorted()).toEqual(keys.toSorted());
});

describe.each([
  ['en', en],
  ['de', de],
] as const)('the catalogue %s', (_language, catalogue) => {
  test.each(keys)('%s takes the same placeholders as in English', (key) =>
    expect(placeholdersOf(key, catalogue[key])).toEqual(placeholdersOf(key, en[key])),
  );

  // The compiler knows a placeholder by `{name}`, `{name, number}` and `{name, plural, …}` with branches that have none.
  test.each(keys)('%s has no braces but those by which the compiler knows its placeholders', (key) => {
    const braced = catalogue[key].matchAll(/\{(\w+)(?:, (?:number|plural,(?: \w+ \{[^{}]*\})+))?\}/g);
    const named = new Set([...braced].map(([, name]) => name));
    expect(named).toEqual(new Set(Object.keys(placeholdersOf(key, catalogue[key]))));
  });
});

test('German leaves no text in English', () => {
  expect(keys.filter((key) => de[key] === en[key])).toEqual(['frame.title', 'chain.first']);
});

/** The mails that lead to the page of an act. `claim_refused` leads to what can be claimed instead. */
const LEADING_TO = {
  'act.chooseRemedy': ['choice_offered.link', 'choice_reminder.link', 'replacement_unavailable.link'],
  'act.answerAccess': ['access_requested.link', 'access_reminder.link'],
  'act.disputeRemediation': ['remedied.link'],
  'act.addEvidence': ['evidence_requested.link', 'evidence_reminder.link'],
  'act.submitClaim': ['claim_window_closing.link'],
  'act.objection': ['claim_rejected.link'],
} as const;

test.each([
  { language: 'en', pages: en, mails: mailsInEnglish },
  { language: 'de', pages: de, mails: mailsInGerman },
])('an act has the same name in mails and on the page of a purchase: $language', ({ pages, mails }) => {
  for (const [act, links] of Object.entries(LEADING_TO)) {
    expect(links.map((link) => [link, mails[link]])).toEqual(
      links.map((link) => [link, pages[act as keyof typeof LEADING_TO]]),
    );
  }
});

/** The language of a page that is shown to a browser before it is known whose purchase it is about. */
const askedFor = async (asked: string | undefined): Promise<string> => {
  const app = new Hono().get('/', (c) => c.text(readerAt(c).language));
  const headers = asked === undefined ? {} : { 'accept-language': asked };
  return (await app.request('/', { headers })).text();
};

test.each([
  ['de', 'de'],
  ['de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7', 'de'],
  ['fr-CH, fr;q=0.9, de;q=0.5, en;q=0.4', 'de'],
  ['en;q=0.5, de', 'de'],
  ['en-US,en;q=0.9,de;q=0.8', 'en'],
  ['de;q=0, fr', 'en'],
  ['fr', 'en'],
  ['*', 'en'],
  ['not a language;q=what', 'en'],
  [',;,=;q=', 'en'],
  [',de'.repeat(2_000), 'de'],
  ['', 'en'],
  [undefined, 'en'],
])('a browser that asks for %j gets pages in %s', async (asked, language) =>
  expect(await askedFor(asked)).toBe(language),
);

test.each([
  ['de', 'de', 'de-DE'],
  ['de-AT', 'de', 'de-AT'],
  ['en-AT', 'en', 'en-AT'],
  ['fr-CH', 'en', 'en-CH'],
  ['not a locale', 'en', 'en-GB'],
  [undefined, 'en', 'en-GB'],
])(
  'a customer with the locale %s reads pages in %s, with dates as %s writes them',
  (locale, language, written) =>
    expect(readerOf(locale === undefined ? {} : { locale })).toMatchObject({ language, locale: written }),
);
