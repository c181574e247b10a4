import { expect, test } from 'vitest';
import { isoDuration } from '../../../dev/demo/iso-duration.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/policy/duration.ts';

test.each([
  [0, 'PT0S'],
  [1_500, 'PT1.5S'],
  [5 * DAY_MS, 'P5D'],
  [5 * DAY_MS + 20 * MINUTE_MS + 1_500, 'P5DT20M1.5S'],
])('%i ms are %s in ISO 8601', (ms, shown) => expect(isoDuration(ms)).toBe(shown));
