import { describe, expect, test } from 'vitest';
import {
  median,
  pairedRatios,
  pairs,
  percentile,
  sameRatios,
  spreadOf,
  valuesOf,
  type Round,
} from '../../bench/report/statistics.ts';

const round = (contender: Round['contender'], ms: number): Round => ({ contender, values: { ms } });

describe('the median', () => {
  test.each([
    { of: [7], is: 7 },
    { of: [9, 1, 5], is: 5 },
    { of: [4, 1, 3, 2], is: 2.5 },
  ])('of $of is $is, whatever the order', ({ of, is }) => expect(median(of)).toBe(is));

  test('of nothing is an error, never a number', () => expect(() => median([])).toThrow('nothing'));
});

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  test.each([
    { percent: 50, is: 50 },
    { percent: 99, is: 99 },
    { percent: 100, is: 100 },
  ])('$percent of 1 to 100 is a value that was measured: $is', ({ percent, is }) =>
    expect(percentile(hundred, percent)).toBe(is),
  );

  test('99 of few values is the largest of them', () => expect(percentile([3, 1, 2], 99)).toBe(3));
  test('of nothing is an error, never a number', () => expect(() => percentile([], 50)).toThrow('nothing'));
});

test('a spread is the median between the ends, of values that stay as they were', () => {
  const values = [3, 1, 2];
  expect(spreadOf(values)).toEqual({ median: 2, min: 1, max: 3, n: 3 });
  expect(values).toEqual([3, 1, 2]);
});

describe('rounds in the order ours, bare, bare, ours', () => {
  const rounds = [round('ours', 12), round('bare', 10), round('bare', 20), round('ours', 22)];

  test('give ours / bare of neighbours, whoever of the two came first', () => {
    expect(pairedRatios(rounds, 'ms')).toEqual([1.2, 1.1]);
  });

  test('cancel a drift that is steady', () => {
    const drifting = [round('ours', 1), round('bare', 2), round('bare', 4), round('ours', 8)];
    expect(median(pairedRatios(drifting, 'ms'))).toBe(1.25);
  });

  test('give an A/A of neighbours of the same contender only, across blocks too', () => {
    expect(sameRatios([...rounds, round('ours', 11), round('bare', 9)], 'ms')).toEqual([2, 0.5]);
  });

  test('give both of each pair, ours first, whatever the other is', () => {
    const others = [
      round('without_ledger', 4),
      round('ours', 5),
      round('ours', 7),
      round('without_ledger', 6),
    ];
    expect(pairs(others, 'without_ledger', 'ms')).toEqual([
      [5, 4],
      [7, 6],
    ]);
  });

  test('give the values of one contender in their order', () => {
    expect(valuesOf(rounds, 'ours', 'ms')).toEqual([12, 22]);
  });
});

test('two rounds of the same contender are never taken for a pair', () => {
  expect(() => pairedRatios([round('bare', 1), round('bare', 1)], 'ms')).toThrow('no pair');
});

test('what a round did not measure is an error, never a hole in the result', () => {
  const rounds = [round('ours', 1), round('bare', 1)];
  expect(() => pairedRatios(rounds, 'commits')).toThrow('commits was not measured');
});
