import type { RawSection } from '../sections/raw.ts';
import type { RawResults } from './results-folder.ts';
import {
  pairs,
  percentile,
  roundedSpread,
  sameRatios,
  spreadOf,
  valuesOf,
  type Round,
  type Spread,
} from './statistics.ts';

/** What a purchase costs with the ledger and without it. */
export interface LedgerFigure {
  name: string;
  unit: string;
  withLedger: Spread;
  /** Missing for what is of the ledger alone. */
  without?: Spread;
  /** With − without of neighbouring rounds. */
  difference?: Spread;
  /** With / without of neighbouring rounds. Missing where without is nothing. */
  ratio?: Spread;
  /** A/A: later / earlier of neighbouring rounds of the same. */
  same?: Spread;
}

/** How long one kind of reading takes. Milliseconds. */
export interface ReadingFigure {
  name: string;
  p50: number;
  p99: number;
}

/** What was read, in how many purchases. */
export interface Readings {
  purchases: number;
  /** Of them, in the queue of support. */
  queued: number;
  calls: number;
  /** Tables and indexes. */
  bytesPerPurchase: number;
  figures: ReadingFigure[];
}

const LIVES = [
  ['ledger-happy', 'SMS to window over'],
  ['ledger-timeout', 'no SMS to refund and mail'],
] as const;

const BOTH = [
  ['events', 'history events', ''],
  ['workflowTasks', 'workflow tasks', ''],
  ['taskTimeouts', 'workflow tasks that timed out', ''],
  ['commits', 'commits', ''],
  ['writes', 'commits that write', ''],
  ['walBytes', 'WAL', 'B'],
  ['cpu', 'CPU', 'ms'],
  ['cpuWorker', 'CPU of the worker', 'ms'],
  ['cpuServer', 'CPU of the Temporal server', 'ms'],
  ['cpuDatabase', 'CPU of PostgreSQL', 'ms'],
] as const;

const ALONE = [
  ['ledgerCommits', "commits in the ledger's database"],
  ['ledgerRows', 'rows written in the ledger'],
] as const;

/** Every figure that was measured. */
export const ledgerFiguresOf = (raw: RawResults): LedgerFigure[] =>
  LIVES.flatMap(([name, life]) => {
    const section = raw[name];
    return section === undefined ? [] : figuresOfLife(section, life);
  });

function figuresOfLife({ rounds, values }: RawSection, life: string): LedgerFigure[] {
  const both = BOTH.map(([metric, what, unit]) => figureOfBoth(rounds, metric, `${what}, ${life}`, unit));
  const alone = ALONE.map(([metric, what]): LedgerFigure => ({
    name: `${what}, ${life}`,
    unit: '',
    withLedger: roundedSpread(valuesOf(rounds, 'ours', metric)),
  }));
  const bytes: LedgerFigure = {
    name: `tables and indexes of the ledger, ${life}`,
    unit: 'B',
    withLedger: roundedSpread(values?.['ledgerBytes'] ?? []),
  };
  return [...both, ...alone, bytes];
}

function figureOfBoth(rounds: readonly Round[], metric: string, name: string, unit: string): LedgerFigure {
  const found = pairs(rounds, 'without_ledger', metric);
  const same = sameRatios(rounds, metric);
  const figure: LedgerFigure = {
    name,
    unit,
    withLedger: roundedSpread(valuesOf(rounds, 'ours', metric)),
    without: roundedSpread(valuesOf(rounds, 'without_ledger', metric)),
    difference: roundedSpread(found.map(([ours, without]) => ours - without)),
  };
  if (found.flat().includes(0)) return figure;
  return {
    ...figure,
    ratio: roundedSpread(found.map(([ours, without]) => ours / without)),
    ...(same.length === 0 ? {} : { same: roundedSpread(same) }),
  };
}

const RATIOS = { events: 'events', commits: 'commits', walBytes: 'walBytes', cpuPerPurchase: 'cpu' } as const;

/** With / without the ledger, medians of the pairs, both lives together. */
export type LedgerRatios = Record<keyof typeof RATIOS, number | null>;

/** `null`: not measured. */
export function ledgerRatiosOf(raw: RawResults): LedgerRatios {
  const found = Object.entries(RATIOS).map(([name, metric]) => {
    const [happy, timeout] = LIVES.map(([section]) =>
      pairs(raw[section]?.rounds ?? [], 'without_ledger', metric),
    );
    const sums = (happy ?? []).flatMap(([ours, without], at) => {
      const other = timeout?.[at];
      return other === undefined ? [] : [(ours + other[0]) / (without + other[1])];
    });
    return [name, sums.length === 0 ? null : roundedSpread(sums).median];
  });
  // Sound: one for each key of a literal.
  return Object.fromEntries(found) as LedgerRatios;
}

const READINGS = {
  queueFirst: 'queue, first page of 50',
  queueMiddle: 'queue, a page in the middle',
  searchCustomer: "search, a customer's purchases",
  searchReseller: 'search, first 50 of a reseller with one purchase in twenty',
  record: 'one purchase whole',
} as const;

/** `undefined`: not measured. */
export function readingsOf({ readings }: RawResults): Readings | undefined {
  if (readings === undefined) return undefined;
  const { sizes, values = {} } = readings;
  return {
    purchases: sizes['purchases'] ?? 0,
    queued: sizes['queued'] ?? 0,
    calls: sizes['calls'] ?? 0,
    bytesPerPurchase: spreadOf(values['bytesPerPurchase'] ?? []).median,
    figures: Object.entries(READINGS).map(([key, name]) => ({
      name,
      p50: percentile(values[key] ?? [], 50),
      p99: percentile(values[key] ?? [], 99),
    })),
  };
}
