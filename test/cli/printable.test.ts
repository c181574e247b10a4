import { expect, test } from 'vitest';
import { printable, printableJson } from '../../src/cli/printable.ts';

test.each([
  { line: 'refused: \u001b[2Jtill closed', shown: 'refused: \ufffd[2Jtill closed' },
  { line: 'bell \u0007, backspace \u0008, return \r', shown: 'bell \ufffd, backspace \ufffd, return \ufffd' },
  { line: 'eight-bit \u009b31m', shown: 'eight-bit \ufffd31m' },
  { line: 'a turned \u202edirection\u2066', shown: 'a turned \ufffddirection\ufffd' },
  { line: 'half an emoji \ud83d', shown: 'half an emoji \ufffd' },
  { line: 'two\n\tlines, 5 € – für 👍', shown: 'two\n\tlines, 5 € – für 👍' },
])('$line is shown without control characters', ({ line, shown }) => expect(printable(line)).toBe(shown));

test('JSON of it says the same, and is printable', () => {
  const value = { text: 'a\u001b[2J\u009b\u202e\n🙂', list: [1] };
  const json = printableJson(value);
  expect(JSON.parse(json)).toEqual(value);
  expect(printable(json)).toBe(json);
});
