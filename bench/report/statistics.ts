import type { Variant } from '../parts/contender.ts';

/** The middle of what was measured, and its ends. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  /** How many values it is made of. */
  n: number;
}

/** Throws for no values: a figure without a measurement is a bug of the bench. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error('nothing was measured');
  return { median: median(sorted), min, max, n: sorted.length };
}

/** With as many digits as are worth showing. */
export function roundedSpread(values: readonly number[]): Spread {
  const { median: middle, min, max, n } = spreadOf(values);
  return { median: digits(middle), min: digits(min), max: digits(max), n };
}

const digits = (value: number): number => Number(value.toPrecision(4));

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('the median of nothing');
  return (lower + upper) / 2;
}

/** Nearest rank: the smallest value that `percent` per cent of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(Math.ceil((percent / 100) * sorted.length), 1) - 1];
  if (found === undefined) throw new Error('a percentile of nothing');
  return found;
}

/** One contender's round and what was measured in it. */
export interface Round {
  contender: Variant;
  values: Readonly<Record<string, number>>;
}

/** Ours / bare of each pair of rounds. */
export const pairedRatios = (rounds: readonly Round[], metric: string): number[] =>
  pairs(rounds, 'bare', metric).map(([ours, bare]) => ours / bare);

/** Ours and the other of each pair of rounds: the first and second, the third and fourth, whoever was first. */
export function pairs(rounds: readonly Round[], other: Variant, metric: string): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at + 1 < rounds.length; at += 2) {
    const pair = rounds.slice(at, at + 2);
    const ours = pair.find(({ contender }) => contender === 'ours');
    const others = pair.find(({ contender }) => contender === other);
    if (ours === undefined || others === undefined) throw new Error('two rounds of the same are no pair');
    found.push([valueOf(ours, metric), valueOf(others, metric)]);
  }
  return found;
}

/** Later / earlier of neighbouring rounds of the same contender (A/A): what the method makes of no difference. */
export function sameRatios(rounds: readonly Round[], metric: string): number[] {
  return rounds.flatMap((round, at) => {
    const before = rounds[at - 1];
    return before?.contender === round.contender ? [valueOf(round, metric) / valueOf(before, metric)] : [];
  });
}

export const valuesOf = (rounds: readonly Round[], who: Round['contender'], metric: string): number[] =>
  rounds.filter(({ contender }) => contender === who).map((round) => valueOf(round, metric));

function valueOf({ values }: Round, metric: string): number {
  const value = values[metric];
  if (value === undefined) throw new Error(`${metric} was not measured in a round`);
  return value;
}
