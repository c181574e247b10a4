import { expect, test } from 'vitest';
import { storable } from '../../../src/ledger/write/storable.ts';

test.each([
  { value: 'a\u0000b', stored: 'a\ufffdb' },
  {
    value: { reason: 'half \ud83d', list: ['\udc4d', 1, null, true] },
    stored: { reason: 'half \ufffd', list: ['\ufffd', 1, null, true] },
  },
  { value: 'whole 👍', stored: 'whole 👍' },
  { value: String.raw`spelt \u0000 and \ud83d`, stored: String.raw`spelt \u0000 and \ud83d` },
  { value: '\u001b[31m', stored: '\u001b[31m' },
])('$value is stored as $stored', ({ value, stored }) => expect(storable(value)).toEqual(stored));

test('what has nothing to be cleaned is the very same value', () => {
  const value = { reason: 'till closed 👍' };
  expect(storable(value)).toBe(value);
});
