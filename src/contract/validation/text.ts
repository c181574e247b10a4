import { reader, type Reader } from './reader.ts';

const CONTROL_IN_TEXT = /[^\P{Cc}\n\t]/gu;
const CONTROL = /\p{Cc}/u;
/** With the flag `u` only a half without its other half matches. */
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * Words of a person, several lines if they like. Cleaned, then trimmed: line ends become `\n`, other control characters
 * but the tab a space, lone surrogates U+FFFD. Lengths count the characters (code points) of what is left.
 * Cleaned instead of refused, so that pasted control characters cost nobody a right.
 * @example
 * readWith(text(1, 4000), ' Nothing came.\r\n'); // { ok: true, value: 'Nothing came.' }
 */
export function text(min: number, max: number): Reader<string> {
  return reader(`a text of ${lengths(min, max)}`, (value) => {
    if (typeof value !== 'string') return undefined;
    const trimmed = value.trim();
    if (tooLongToClean(trimmed, max)) return undefined;
    const clean = trimmed
      .replace(/\r\n?/g, '\n')
      .replace(CONTROL_IN_TEXT, ' ')
      .replace(LONE_SURROGATE, '\uFFFD')
      .trim();
    return fits(clean, min, max) ? clean : undefined;
  });
}

/**
 * One line, trimmed: a name, a reference. Control characters are refused, since they would make it another name.
 * @example
 * readWith(line(1, 64), ' agent_7 '); // { ok: true, value: 'agent_7' }
 */
export function line(min: number, max: number): Reader<string> {
  return reader(`one line of ${lengths(min, max)}, without control characters`, (value) => {
    if (typeof value !== 'string') return undefined;
    const trimmed = value.trim();
    if (tooLongToClean(trimmed, max) || CONTROL.test(trimmed)) return undefined;
    const clean = trimmed.replace(LONE_SURROGATE, '\uFFFD');
    return fits(clean, min, max) ? clean : undefined;
  });
}

/** Marks that change the direction of writing, with which a text can be made to look like another. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text of another system, made fit to be stored and shown: one line of at most `longest` characters (code points), cut
 * between two of them. Control characters and line ends become a space, lone surrogates U+FFFD. Never refused, because
 * the answer counts whatever its reason is made of.
 * @example
 * foreignLine('card\nexpired', 100); // 'card expired'
 */
export function foreignLine(words: string, longest: number): string {
  const clean = words
    .replace(DIRECTION, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(LONE_SURROGATE, '\uFFFD')
    .trim();
  // A character takes two units at most: what is behind them cannot be among the first `longest`.
  return Array.from(clean.slice(0, 2 * longest))
    .slice(0, longest)
    .join('');
}

function lengths(min: number, max: number): string {
  return min === 0 ? `at most ${max} characters` : `${min} to ${max} characters, not only blanks`;
}

/** A character takes two units at most, and so does `\r\n`: a longer text is too long without being cleaned or counted. */
const tooLongToClean = (trimmed: string, max: number): boolean => trimmed.length > 2 * max;

function fits(clean: string, min: number, max: number): boolean {
  const characters = clean.length <= max ? clean.length : Array.from(clean).length;
  return characters >= min && characters <= max;
}
