import { readText, type Placeholders } from './placeholders.ts';
import type { Texts } from './catalogue.ts';
import { CATALOGUES, isLanguage } from './languages.ts';

/** What a shop's own texts stand in the place of. */
export interface OwnTextsOf {
  /** What these texts are of, as a person is told: `mails`. */
  what: string;
  /** Ours, in English: their keys, and the placeholders of each. */
  ours: Texts;
  /** The command that prints all of them. */
  command: string;
  /** How long a text may be, in UTF-16 units. */
  longest: (key: string) => number;
}

/** What a shop's own text may leave out. All else that our text says has to be said: an amount, a time, a clause. */
const MAY_BE_LEFT_OUT: ReadonlySet<string> = new Set([
  'name',
  'service',
  'claim',
  'title',
  'shop',
  'example',
]);

/** Controls, line ends, and marks that change the direction of all that follows. */
const NOT_IN_A_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What was read, or what is wrong with it. */
export type ReadTexts<T> = { ok: true; texts: T } | { ok: false; problems: readonly string[] };

/** Reads a file with own texts part by part. `textsOf`: of parts without a problem. */
export function readParts<T>(
  json: string,
  problemsOf: (part: string, value: unknown) => string[],
  textsOf: (given: Readonly<Record<string, unknown>>) => T,
): ReadTexts<T> {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, problems: ['the file is no JSON'] };
  }
  if (!isRecord(given)) return { ok: false, problems: ['the file must hold one JSON object'] };
  const problems = Object.entries(given).flatMap(([part, value]) => problemsOf(part, value));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, texts: textsOf(given) };
}

/** What is wrong with the part `texts`: `{"en": {"review_delayed.headline": "…"}}`. Each problem says what would be right. */
export const textsProblems = (of: OwnTextsOf, value: unknown): string[] =>
  isRecord(value)
    ? Object.entries(value).flatMap(([language, texts]) => languageProblems(of, language, texts))
    : ['texts must be an object with a language for each key, e.g. {"en": {…}}'];

function languageProblems(of: OwnTextsOf, language: string, texts: unknown): string[] {
  if (!isLanguage(language)) {
    return [
      `texts.${language} is no language of the ${of.what}: there are ${Object.keys(CATALOGUES).join(', ')}`,
    ];
  }
  if (!isRecord(texts)) return [`texts.${language} must be an object with a text for each key`];
  return Object.entries(texts).flatMap(([key, text]) => textProblems(of, { language, key }, text));
}

function textProblems(
  of: OwnTextsOf,
  { language, key }: { language: string; key: string },
  text: unknown,
): string[] {
  const where = `texts.${language}.${key}`;
  const ours = Object.hasOwn(of.ours, key) ? of.ours[key] : undefined;
  if (ours === undefined) return [`${where} is no text of the ${of.what}: ${siblings(of, key)}`];
  const wrong = lineProblems(where, text, of.longest(key));
  if (wrong.length > 0 || typeof text !== 'string') return wrong;
  const read = readText(text);
  if (!read.ok) {
    return [`${where} cannot be read as ICU MessageFormat (${read.why}): write a brace that is text as '{'`];
  }
  return placeholderProblems(where, read.placeholders, placeholdersIn(key, ours));
}

function placeholderProblems(where: string, used: Placeholders, ours: Placeholders): string[] {
  const names = [...ours.keys()].map((name) => `{${name}}`).join(', ');
  const unknown = [...used.keys()].filter((name) => !ours.has(name));
  const misused = [...used].flatMap(([name, { kind }]) => {
    const expected = ours.get(name)?.kind;
    if (expected === undefined || kind === expected || (kind === 'word' && expected === 'count')) return [];
    return [
      expected === 'count'
        ? `${where} uses {${name}} in a way that does not fit: it is a number, e.g. {${name}, number}`
        : `${where} uses {${name}} in a way that does not fit: it is written already, so put {${name}} alone`,
    ];
  });
  const missing = [...ours.keys()].filter(
    (name) => !MAY_BE_LEFT_OUT.has(name) && used.get(name)?.always !== true,
  );
  return [
    ...unknown.map(
      (name) =>
        `${where} has {${name}}, which it does not get: ${names === '' ? 'it gets none' : `it gets ${names}`}`,
    ),
    ...misused,
    ...missing.map((name) => `${where} leaves out {${name}}: this text has to say it in every case`),
  ];
}

export function lineProblems(where: string, value: unknown, length: number): string[] {
  if (typeof value !== 'string') return [`${where} must be a text in quotes`];
  if (value.trim() !== value || value === '') return [`${where} must be a text without blanks around it`];
  if (NOT_IN_A_LINE.test(value)) return [`${where} must be one line, without control characters`];
  return value.length > length ? [`${where} has ${value.length} characters: ${length} at most`] : [];
}

/** What there is beside a key that is unknown. */
function siblings({ ours, command }: OwnTextsOf, key: string): string {
  const group = key.slice(0, key.indexOf('.') + 1);
  const known = Object.keys(ours).filter((each) => group !== '' && each.startsWith(group));
  return known.length > 0 ? `there are ${known.join(', ')}` : `\`cli ${command}\` prints all keys`;
}

function placeholdersIn(key: string, ours: string): Placeholders {
  const read = readText(ours);
  if (!read.ok) throw new Error(`Our text ${key} is no ICU MessageFormat: ${read.why}`);
  return read.placeholders;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
