import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/policy/duration.ts';
import { pauseAfter, PAUSES_MS } from '../../src/webhooks/retry.ts';

test('ten tries within some three days, with the pauses of Standard Webhooks, and none after that', () => {
  const pauses = Array.from({ length: 10 }, (_, n) => pauseAfter(n + 1, { random: 0 }));
  expect(pauses).toEqual([
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
    undefined,
  ]);
  const inAll = PAUSES_MS.reduce<number>((sum, pause) => sum + pause, 0);
  expect(inAll).toBe(3 * DAY_MS + 3 * HOUR_MS + 35 * MINUTE_MS + 5 * SECOND_MS);
});

test('a pause is up to a fifth longer', () => {
  expect(pauseAfter(1, { random: 1 })).toBe(6 * SECOND_MS);
  expect(pauseAfter(2, { random: 0.5 })).toBe(5.5 * MINUTE_MS);
});

test('the receiver may ask for a longer pause, of a day at most, and not for a shorter one', () => {
  expect(pauseAfter(1, { retryAfterMs: HOUR_MS, random: 0 })).toBe(HOUR_MS);
  expect(pauseAfter(1, { retryAfterMs: 30 * DAY_MS, random: 0 })).toBe(DAY_MS);
  expect(pauseAfter(3, { retryAfterMs: 0, random: 0 })).toBe(30 * MINUTE_MS);
  expect(pauseAfter(10, { retryAfterMs: HOUR_MS, random: 0 })).toBeUndefined();
});
