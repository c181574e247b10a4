import { expect, test } from 'vitest';
import { elapsed, period } from '../../../src/emails/texts/durations.ts';
import { en } from '../../../src/emails/texts/en.ts';
import { sayIn } from '../../../src/emails/texts/say.ts';

const sayInEnglish = sayIn('en', en);

test.each([
  [432_000_000, '5 days'],
  [172_800_000, '2 days'],
  [129_600_000, '36 hours'],
  [86_400_000, '24 hours'],
  [43_200_000, '12 hours'],
  [3_600_000, '1 hour'],
])('a period of %d ms is %s', (lengthMs, words) => expect(period(sayInEnglish, lengthMs)).toBe(words));

test.each([
  [0, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 minute'],
  [3_600_000, '1 hour'],
  [94_320_000, '1 day and 2 hours'],
  [86_460_000, '1 day and 1 minute'],
  [259_199_999, '2 days and 23 hours'],
])('%d ms that passed are %s', (lengthMs, words) => expect(elapsed(sayInEnglish, lengthMs)).toBe(words));
