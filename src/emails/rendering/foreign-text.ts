// oxlint-disable no-control-regex -- control characters are what this file takes out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIRECTION_OVERRIDES = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text from outside with its lines kept: one kind of line end, no control characters. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(CONTROLS, '')
    .trim();
}

/**
 * A text from outside for a header or a heading: one line, at most `length` UTF-16 units.
 * Marks that change the writing direction are taken out, so that they cannot change how the rest is shown.
 */
export function oneLine(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').replace(CONTROLS, '').replace(DIRECTION_OVERRIDES, '').trim();
  return line.length <= length ? line : `${firstCharacters(line, length - 1)}…`;
}

/** Cuts between characters as people see them: an emoji is kept or left out as a whole. */
function firstCharacters(text: string, length: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    if (kept.length + segment.length > length) break;
    kept += segment;
  }
  return kept.trimEnd();
}

const NAME_LENGTH = 60;
const NAME_WORDS = 5;

/** Letters of any script, joined as names are: `O’Neill`, `Jean-Luc`, `Dr.`, `Gruber,`, or initials: `J.R.R.`. */
const NAME_WORD = /^[\p{L}\p{M}\u200c\u200d]+(?:['’·-][\p{L}\p{M}\u200c\u200d]+)*[.,]?$|^(?:\p{L}\.)+,?$/u;

/** Words that occur in messages and not in names, in the languages of the mails. */
const ADDRESSES_THE_READER =
  /\b(?:you|your|click|claim|visit|verify|password|account|winner|prize|bonus|urgent|refund|http|https|www|ihr|ihre|ihren|ihnen|klick|klicken|passwort|konto|gewinn|gewonnen|gutschein|dringend|erstattung)\b/i;

/**
 * A customer's name, if it looks like one. Somebody can register with a stranger's address and choose a name that is a
 * message, which we would send in the seller's name. So a text that may be a link, an address, an amount or a sentence is
 * left out. Leaving out a real name by mistake costs only a greeting.
 */
export function personName(text: string | undefined): string | undefined {
  const name = text?.normalize('NFC').trim() ?? '';
  const words = name.split(/[ \u00a0]+/);
  const isName =
    name !== '' &&
    name.length <= NAME_LENGTH &&
    words.length <= NAME_WORDS &&
    words.every((word) => NAME_WORD.test(word)) &&
    !ADDRESSES_THE_READER.test(name.normalize('NFKC'));
  return isName ? words.join(' ') : undefined;
}

/** What the shop calls the service, in at most `length` UTF-16 units. Empty if it holds a link or an address. */
export const serviceName = (text: string, length: number): string =>
  /:\/\/|\bwww\.|@/i.test(text.normalize('NFKC')) ? '' : oneLine(text, length);
