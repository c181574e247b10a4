import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { clockWords, durationOf, fromNow, spanWords } from '../../src/wording/durations.ts';

test.each([
  [5 * DAY_MS, '5 days'],
  [5 * DAY_MS - 1, '5 days'],
  [5 * DAY_MS - 20 * SECOND_MS, '5 days'],
  [4 * DAY_MS + 23 * HOUR_MS, '4 days and 23 hours'],
  [DAY_MS - 1, '1 day'],
  [2 * HOUR_MS + 30 * MINUTE_MS, '2 hours and 30 minutes'],
  [20 * MINUTE_MS - SECOND_MS, '20 minutes'],
  [19 * MINUTE_MS, '19 minutes'],
  [MINUTE_MS - 1, '1 minute'],
  [1_499, '1 second'],
  [400, '0 seconds'],
])('%i ms are shown as %s', (ms, shown) => expect(spanWords(ms)).toBe(shown));

test('an instant is said from now, before and after', () => {
  expect([fromNow(HOUR_MS, 0), fromNow(0, 0), fromNow(0, HOUR_MS)]).toEqual([
    'in 1 hour',
    'in 0 seconds',
    '1 hour ago',
  ]);
});

test.each([
  [999, '00:00:00'],
  [DAY_MS - 1, '23:59:59'],
  [4 * DAY_MS + 3 * HOUR_MS + 2 * MINUTE_MS + SECOND_MS, '4 d 03:02:01'],
])('%i ms on a clock are %s', (ms, shown) => expect(clockWords(ms)).toBe(shown));

test.each([
  ['20m', 20 * MINUTE_MS],
  ['1d12h', DAY_MS + 12 * HOUR_MS],
  ['400d', 400 * DAY_MS],
  ['401d', undefined],
  ['0s', undefined],
  ['5', undefined],
  ['-5d', undefined],
  ['', undefined],
])('"%s" is read as %s ms', (text, ms) => expect(durationOf(text)).toBe(ms));
