import { oneLine } from '../wording/facts.ts';

/** The width of lines: the terminal's, within limits that are comfortable to read. */
export const widthOf = (columns: number | undefined): number => Math.min(120, Math.max(80, columns ?? 100));

const LABEL = 11;
const INDENT = ' '.repeat(2 + LABEL + 1);

/** A line of a list, e.g. `  stage       in_review`. */
export const row = (name: string, text: string): string =>
  `  ${name.padEnd(LABEL)} ${oneLine(text)}`.trimEnd();

/** A text under a label, broken between words. At most `most` lines are shown, then how much is left out. */
export function rows(
  name: string,
  text: string,
  { width, most = 12 }: { width: number; most?: number },
): string[] {
  const all = text.split(/\r\n|[\n\r]/).flatMap((line) => wrapped(line, width - INDENT.length));
  const shown = all.slice(0, all.length > most ? most - 1 : most);
  const left = all.length - shown.length;
  const lines = left > 0 ? [...shown, `… ${left} more lines, all of them with --json`] : shown;
  return lines.map((line, index) => (index === 0 ? row(name, line) : `${INDENT}${line}`.trimEnd()));
}

function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/\s+/).filter((each) => each !== '')) {
    if (current !== '' && columnsOf(current) + 1 + columnsOf(word) <= width) {
      current += ` ${word}`;
      continue;
    }
    if (current !== '') lines.push(current);
    const parts = cut(word, width);
    lines.push(...parts.slice(0, -1));
    current = parts.at(-1) ?? '';
  }
  return current === '' && lines.length > 0 ? lines : [...lines, current];
}

/** A word that is wider than the line, cut into parts. */
function cut(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const parts = [''];
  for (const { segment } of new Intl.Segmenter('en').segment(word)) {
    const last = parts.at(-1) ?? '';
    if (columnsOf(last) + columnsOf(segment) > width) parts.push(segment);
    else parts[parts.length - 1] = last + segment;
  }
  return parts;
}

const WIDE =
  /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\uff01-\uff60]/u;

/** How many columns a text takes. East Asian letters and emoji take two. */
const columnsOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
