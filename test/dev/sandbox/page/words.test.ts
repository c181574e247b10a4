import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/policy/duration.ts';
import * as words from '../../../../dev/sandbox/page/words.ts';

test('every word of the page was read by a person', () => {
  const tables = Object.entries(words).filter(
    ([, table]) => typeof table === 'object' && !(table instanceof Set),
  );
  expect(tables.map(([name]) => name).toSorted()).toEqual([
    'ACCEPTED',
    'ACTORS',
    'CALLS',
    'CLAIM_TYPES',
    'DEADLINES',
    'STAGES',
    'TROUBLES',
  ]);
  expect(Object.fromEntries(tables)).toMatchSnapshot();
});

test.each([
  [5 * DAY_MS, '5 d'],
  [5 * DAY_MS - 1, '5 d'],
  [5 * DAY_MS - 20 * SECOND_MS, '5 d'],
  [4 * DAY_MS + 23 * HOUR_MS, '4 d 23 h'],
  [DAY_MS - 1, '1 d'],
  [2 * HOUR_MS + 30 * MINUTE_MS, '2 h 30 min'],
  [20 * MINUTE_MS - SECOND_MS, '20 min'],
  [19 * MINUTE_MS, '19 min'],
  [MINUTE_MS - 1, '1 min'],
  [1_499, '1 s'],
  [400, '0 s'],
])('%i ms are shown as %s', (ms, shown) => expect(words.spanWords(ms)).toBe(shown));
