import { en } from './en.ts';
import { mailTextsOf, type MailTexts } from './mail-texts.ts';
import {
  lineProblems,
  readParts,
  textsProblems,
  type OwnTextsOf,
  type ReadTexts,
} from './own-text-problems.ts';

const NAME_LENGTH = 40;
const SENDER_LENGTH = 60;
/** With a headline of 50 characters the last digits of the number still fit into the subject. */
const PREFIX_LENGTH = 19;

function longest(key: string): number {
  if (key.endsWith('.headline')) return 50;
  if (key.endsWith('.link')) return 60;
  if (/\.preheader(?:[._]|$)/.test(key)) return 150;
  return 1_000;
}

const OF_MAILS: OwnTextsOf = { what: 'mails', ours: en, command: 'mail-texts', longest };

/**
 * Reads a shop's own texts: `{"name", "sender", "subjectPrefix", "texts": {"en": {"review_delayed.headline": "…"}}}`, each
 * part optional. Each problem names the part and says what would be right.
 */
export const readOwnTexts = (json: string): ReadTexts<MailTexts> =>
  // Sound: without a problem every part has the form that it has in OwnTexts.
  readParts(json, problemsOf, (given) => mailTextsOf(given));

function problemsOf(part: string, value: unknown): string[] {
  switch (part) {
    case 'name':
      return nameProblems(part, value, NAME_LENGTH);
    case 'sender':
      return nameProblems(part, value, SENDER_LENGTH);
    case 'subjectPrefix':
      return lineProblems(part, value, PREFIX_LENGTH);
    case 'texts':
      return textsProblems(OF_MAILS, value);
    default:
      return [`${part} is not known: the parts are name, sender, subjectPrefix and texts`];
  }
}

function nameProblems(part: string, value: unknown, length: number): string[] {
  const wrong = lineProblems(part, value, length);
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /[<>@"]|:\/\//.test(value) ? [`${part} must be a name, without an address and without < > @ "`] : [];
}
