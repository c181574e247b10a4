import { expect, test } from 'vitest';
import { printable } from '../../src/cli/printable.ts';

test.each([
  { line: 'refused: \u001b[2Jtill closed', shown: 'refused: \ufffd[2Jtill closed' },
  { line: 'bell \u0007, backspace \u0008, return \r', shown: 'bell \ufffd, backspace \ufffd, return \ufffd' },
  { line: 'eight-bit \u009b31m', shown: 'eight-bit \ufffd31m' },
  { line: 'two\n\tlines, 5 € – für 👍', shown: 'two\n\tlines, 5 € – für 👍' },
])('$line is shown without control characters', ({ line, shown }) => expect(printable(line)).toBe(shown));
