import { reader, type Reader } from './reader.ts';

const CONTROL_IN_TEXT = /[^\P{Cc}\n\t]/gu;
const CONTROL = /\p{Cc}/u;
/** With the flag `u` only a half without its other half matches. */
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * Words of a person, several lines if they like. Lengths count characters (code points) after cleaning:
 * line ends become `\n`, other control characters but the tab a space, lone surrogates U+FFFD.
 * Cleaned instead of refused: what a paste brought along must not cost anyone a right.
 */
export function text(min: number, max: number): Reader<string> {
  return reader(`a text of ${lengths(min, max)}`, (value) => {
    // A character takes two units at most, `\r\n` are two for one: beyond that nothing has to be cleaned or counted.
    if (typeof value !== 'string' || value.length > 2 * max) return undefined;
    const clean = value
      .replace(/\r\n?/g, '\n')
      .replace(CONTROL_IN_TEXT, ' ')
      .replace(LONE_SURROGATE, '\uFFFD');
    return fits(clean, min, max) ? clean : undefined;
  });
}

/** One line: a name, a reference. Control characters are refused, since they would make it another name. */
export function line(min: number, max: number): Reader<string> {
  return reader(`one line of ${lengths(min, max)}, without control characters`, (value) => {
    if (typeof value !== 'string' || value.length > 2 * max || CONTROL.test(value)) return undefined;
    const clean = value.replace(LONE_SURROGATE, '\uFFFD');
    return fits(clean, min, max) ? clean : undefined;
  });
}

function lengths(min: number, max: number): string {
  return min === 0 ? `at most ${max} characters` : `${min} to ${max} characters, not only blanks`;
}

function fits(clean: string, min: number, max: number): boolean {
  if (min > 0 && clean.trim() === '') return false;
  const characters = clean.length <= max ? clean.length : Array.from(clean).length;
  return characters >= min && characters <= max;
}
