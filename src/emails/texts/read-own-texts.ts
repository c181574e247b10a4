import { readText, type Placeholders } from './placeholders.ts';
import { en } from './en.ts';
import type { TextKey } from './catalogue.ts';
import { CATALOGUES, isLanguage } from './languages.ts';
import { mailTextsOf, type MailTexts } from './mail-texts.ts';

export type ReadOwnTexts = { ok: true; texts: MailTexts } | { ok: false; problems: readonly string[] };

/** What a shop's own text may leave out. All else that our text says has to be said: an amount, a time, a clause. */
const MAY_BE_LEFT_OUT: ReadonlySet<string> = new Set([
  'name',
  'service',
  'claim',
  'title',
  'shop',
  'example',
]);

const NAME_LENGTH = 40;
const SENDER_LENGTH = 60;
/** With a headline of 50 characters the last digits of the number still fit into the subject. */
const PREFIX_LENGTH = 19;

/** How long a text may be, in UTF-16 units. */
function longest(key: TextKey): number {
  if (key.endsWith('.headline')) return 50;
  if (key.endsWith('.link')) return 60;
  if (/\.preheader(?:[._]|$)/.test(key)) return 150;
  return 1_000;
}

/** Controls, line ends, and marks that change the direction of all that follows. */
const NOT_IN_A_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Reads a shop's own texts: `{"name", "sender", "subjectPrefix", "texts": {"en": {"review_delayed.headline": "…"}}}`, each
 * part optional. Each problem names the part and says what would be right.
 */
export function readOwnTexts(json: string): ReadOwnTexts {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, problems: ['the file is no JSON'] };
  }
  if (!isRecord(given)) return { ok: false, problems: ['the file must hold one JSON object'] };
  const problems = Object.entries(given).flatMap(([part, value]) => problemsOf(part, value));
  // Sound: without a problem every part has the form that it has in OwnTexts.
  return problems.length > 0 ? { ok: false, problems } : { ok: true, texts: mailTextsOf(given) };
}

function problemsOf(part: string, value: unknown): string[] {
  switch (part) {
    case 'name':
      return nameProblems(part, value, NAME_LENGTH);
    case 'sender':
      return nameProblems(part, value, SENDER_LENGTH);
    case 'subjectPrefix':
      return lineProblems(part, value, PREFIX_LENGTH);
    case 'texts':
      return isRecord(value)
        ? Object.entries(value).flatMap(([language, texts]) => languageProblems(language, texts))
        : ['texts must be an object with a language for each key, e.g. {"en": {…}}'];
    default:
      return [`${part} is not known: the parts are name, sender, subjectPrefix and texts`];
  }
}

function languageProblems(language: string, texts: unknown): string[] {
  if (!isLanguage(language)) {
    return [`texts.${language} is no language of the mails: there are ${Object.keys(CATALOGUES).join(', ')}`];
  }
  if (!isRecord(texts)) return [`texts.${language} must be an object with a text for each key`];
  return Object.entries(texts).flatMap(([key, text]) => textProblems(language, key, text));
}

function textProblems(language: string, key: string, text: unknown): string[] {
  const where = `texts.${language}.${key}`;
  if (!isTextKey(key)) return [`${where} is no text of the mails: ${siblings(key)}`];
  const wrong = lineProblems(where, text, longest(key));
  if (wrong.length > 0 || typeof text !== 'string') return wrong;
  const read = readText(text);
  if (!read.ok) {
    return [`${where} cannot be read as ICU MessageFormat (${read.why}): write a brace that is text as '{'`];
  }
  return placeholderProblems(where, read.placeholders, placeholdersIn(key));
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

function nameProblems(part: string, value: unknown, length: number): string[] {
  const wrong = lineProblems(part, value, length);
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /[<>@"]|:\/\//.test(value) ? [`${part} must be a name, without an address and without < > @ "`] : [];
}

function lineProblems(where: string, value: unknown, length: number): string[] {
  if (typeof value !== 'string') return [`${where} must be a text in quotes`];
  if (value.trim() !== value || value === '') return [`${where} must be a text without blanks around it`];
  if (NOT_IN_A_LINE.test(value)) return [`${where} must be one line, without control characters`];
  return value.length > length ? [`${where} has ${value.length} characters: ${length} at most`] : [];
}

/** What there is beside a key that is unknown. */
function siblings(key: string): string {
  const group = key.slice(0, key.indexOf('.') + 1);
  const known = Object.keys(en).filter((each) => group !== '' && each.startsWith(group));
  return known.length > 0 ? `there are ${known.join(', ')}` : '`cli mail-texts` prints all keys';
}

function placeholdersIn(key: TextKey): Placeholders {
  const read = readText(en[key]);
  if (!read.ok) throw new Error(`Our text ${key} is no ICU MessageFormat: ${read.why}`);
  return read.placeholders;
}

const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
