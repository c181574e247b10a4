import { expect, test } from 'vitest';
import { foreignLine } from '../../src/contract/validation/text.ts';

test.each([
  { what: 'a plain text as it is', words: 'till closed', longest: 500, line: 'till closed' },
  { what: 'half an emoji as U+FFFD', words: 'no \ud83d', longest: 500, line: 'no \ufffd' },
  { what: 'the other half too', words: '\udc4d no', longest: 500, line: '\ufffd no' },
  { what: 'a whole emoji as it is', words: 'no 👍', longest: 500, line: 'no 👍' },
  { what: 'U+0000 as a space', words: 'till\u0000closed', longest: 500, line: 'till closed' },
  { what: 'an escape sequence harmless', words: '\u001b[31mred\u009b2J', longest: 500, line: '[31mred 2J' },
  {
    what: 'one line of several',
    words: 'one\r\ntwo\u2028three\ttabs',
    longest: 500,
    line: 'one two three tabs',
  },
  { what: 'no change of direction', words: 'no \u202egnirut\u2066', longest: 500, line: 'no gnirut' },
  { what: 'nothing of blanks', words: ' \n\u0000 ', longest: 500, line: '' },
  { what: 'all of what fits exactly', words: 'abc', longest: 3, line: 'abc' },
  { what: 'the beginning of what is too long', words: 'abcd', longest: 3, line: 'abc' },
  { what: 'an emoji at the end as a whole', words: 'ab👍', longest: 3, line: 'ab👍' },
  { what: 'none of an emoji behind the end', words: 'abc👍', longest: 3, line: 'abc' },
  { what: 'emojis by their number', words: '👍👍👍', longest: 2, line: '👍👍' },
])('of another system is kept $what', ({ words, longest, line }) =>
  expect(foreignLine(words, longest)).toBe(line),
);

test('a reason of 500 characters whose last is an emoji is not cut in two', () => {
  const words = `${'x'.repeat(499)}👍 and more`;
  expect(foreignLine(words, 500)).toBe(`${'x'.repeat(499)}👍`);
});
