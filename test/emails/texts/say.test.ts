import { describe, expect, test } from 'vitest';
import { en } from '../../../src/emails/texts/en.ts';
import { sayIn } from '../../../src/emails/texts/say.ts';

const say = sayIn('en', en);

describe('a call that the compiler takes has all that its text takes', () => {
  test('a text without placeholders is said by its key alone', () => {
    expect(say('review_delayed.headline')).toBe('The decision on your claim is late');
    // @ts-expect-error -- nothing can be put into this text
    expect(say('review_delayed.headline', { amount: '€1.49' })).toBe('The decision on your claim is late');
  });

  test('a placeholder that is forgotten, misspelt or of the wrong kind does not compile', () => {
    expect(say('claim_approved.preheader', { amount: '€1.49' })).toBe('You get €1.49 back.');
    // @ts-expect-error -- the amount is missing
    expect(() => say('claim_approved.preheader')).toThrow('amount');
    // @ts-expect-error -- the amount is misspelt
    expect(() => say('claim_approved.preheader', { amonut: '€1.49' })).toThrow('amount');
    // @ts-expect-error -- an amount is written before it is put in
    expect(say('claim_approved.preheader', { amount: 149 })).toBe('You get 149 back.');
    // @ts-expect-error -- there is no such text
    expect(() => say('claim_approved.nothing')).toThrow('A message must be provided');
  });

  test('a placeholder that counts takes a number, also where its text is a plural', () => {
    expect(say('duration.days', { n: 1 })).toBe('1 day');
    expect(say('duration.days', { n: 5 })).toBe('5 days');
    expect(say('claim.window', { period: '5 days', claims: 5 })).toContain('at most 5 in all');
    // @ts-expect-error -- a number is wanted
    expect(say('claim.window', { period: '5 days', claims: 'five' })).toContain('at most NaN in all');
  });
});

test('what is put in is text, whatever signs it has', () => {
  const amount = `{amount} <b>'1'</b> # {n, plural, one {x} other {y}}`;
  expect(say('claim_approved.preheader', { amount })).toBe(`You get ${amount} back.`);
});
