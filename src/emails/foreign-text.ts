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
 * Marks that change the writing direction are taken out, so they cannot turn round what follows.
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
