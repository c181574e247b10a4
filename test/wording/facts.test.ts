import { expect, test } from 'vitest';
import { factWords } from '../../src/wording/facts.ts';
import { moneyWords } from '../../src/wording/money.ts';

test.each([
  { facts: { amount: 149, currency: 'EUR', refundId: 'ref_1' }, words: '€1.49, refundId ref_1' },
  { facts: { status: 'confirmed', amount: 1490, currency: 'KWD' }, words: 'status confirmed, KWD 1.490' },
  { facts: { amount: 149 }, words: 'amount 149' },
  { facts: { reason: 'no\nsuch\tcard', byHand: false }, words: 'reason no such card, byHand false' },
  { facts: {}, words: '' },
])('the facts $facts read "$words"', ({ facts, words }) => expect(factWords(facts)).toBe(words));

test('an amount has no space that a line cannot be searched for', () =>
  expect(moneyWords({ amount: 149, currency: 'CHF' })).toBe('CHF 1.49'));
