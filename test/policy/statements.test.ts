import { expect, test } from 'vitest';
import { CHARACTERS_KEPT, keptOf } from '../../src/policy/statements.ts';

const long = '😀'.repeat(150);

test.each([
  { when: 'nothing is kept yet', kept: 0, is: long },
  { when: 'it just fits', kept: CHARACTERS_KEPT - long.length, is: long },
  { when: 'one unit is too many', kept: CHARACTERS_KEPT - long.length + 1, is: `${'😀'.repeat(100)}…` },
])('a statement when $when is kept as $is.length units, whole characters only', ({ kept, is }) =>
  expect(keptOf(long, kept)).toBe(is),
);

test('a short statement is always kept whole, blanks around it never', () => {
  expect(keptOf('  It still fails.\n', CHARACTERS_KEPT)).toBe('It still fails.');
  expect(keptOf(' \n\t ', 0)).toBe('');
});
