import type { Round } from '../report/statistics.ts';

/** The files under `bench/results/raw/`. */
export type RawName =
  | 'bundle'
  | 'lives'
  | 'ledger-happy'
  | 'ledger-timeout'
  | 'readings'
  | 'load'
  | 'latency'
  | 'cold-start'
  | 'deadline-none'
  | 'deadline-some'
  | 'deadline-many'
  | 'memory'
  | 'idle'
  | 'recovery'
  | 'burst'
  | 'http'
  | 'pictures';

/** What a section measured, as it is kept: the figures are made of this alone. */
export interface RawSection {
  section: RawName;
  /** UTC. */
  startedAt: string;
  tookSeconds: number;
  /** What was measured how often, in words of the section. */
  sizes: Readonly<Record<string, number>>;
  /** In the order in which they were run. */
  rounds: Round[];
  /** Not of one contender. */
  values?: Readonly<Record<string, number[]>>;
  /** Single measurements, so that other percentiles can be taken. Milliseconds. */
  samples?: { contender: Round['contender']; what: string; ms: number[] }[];
}

export type Measured = Omit<RawSection, 'section' | 'startedAt' | 'tookSeconds'>;

/** Three significant digits are more than the measurements bear; raw files stay small. */
export function rounded(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Number(value.toPrecision(6))]),
  );
}

export const tenths = (values: readonly number[]): number[] =>
  values.map((value) => Math.round(value * 10) / 10);
