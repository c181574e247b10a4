import { describe, expect, test } from 'vitest';
import { row, rows, widthOf } from '../../src/cli/terminal.ts';

test.each([
  [undefined, 100],
  [40, 80],
  [96, 96],
  [300, 120],
])('a terminal of %s columns is written to in %i', (columns, width) => expect(widthOf(columns)).toBe(width));

test('one row is one line, whatever a stranger wrote into it', () =>
  expect(row('customer', 'Ada\n  stage       closed')).toBe('  customer    Ada stage closed'));

describe('a long text', () => {
  const width = 80;
  const words = (n: number): string => Array.from({ length: n }, () => 'defective').join(' ');

  test('is broken between words under its label, and its own lines stay lines', () => {
    const lines = rows('reason', `${words(8)}\n\nIt lost every second code.`, { width });
    expect(lines).toEqual([
      '  reason      defective defective defective defective defective defective',
      '              defective defective',
      '',
      '              It lost every second code.',
    ]);
  });

  test.each([
    ['Latin', 'x'.repeat(4000), 66],
    ['Chinese, two columns a letter', '文'.repeat(4000), 33],
  ])('of one word without end is cut where the line ends: %s', (_what, text, perLine) => {
    const lines = rows('reason', text, { width });
    expect(lines[0]).toBe(`  reason      ${text.slice(0, perLine)}`);
    expect(lines).toHaveLength(12);
  });

  test('ends after so many lines, and says how many are left out', () => {
    const lines = rows('reason', Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n'), {
      width,
      most: 3,
    });
    expect(lines).toEqual([
      '  reason      line 0',
      '              line 1',
      '              … 498 more lines, all of them with --json',
    ]);
  });

  test('that just fits is shown whole', () =>
    expect(rows('reason', 'one\ntwo\nthree', { width, most: 3 })).toHaveLength(3));
});
