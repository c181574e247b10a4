import type { RawName, RawSection } from '../sections/raw.ts';
import type { RawResults } from './results-folder.ts';
import { pairedRatios, roundedSpread, sameRatios, valuesOf, type Round, type Spread } from './statistics.ts';

/** What a figure should be at most. `ours`: in its own unit. `ratio`: ours / bare, the median of the pairs. */
export interface Aim {
  of: 'ours' | 'ratio';
  atMost: number;
}

/** One line of the result. */
export interface Figure {
  name: string;
  unit: string;
  ours: Spread;
  bare: Spread;
  /** Ours / bare of neighbouring rounds. Missing where a ratio of next to nothing would say nothing. */
  ratio?: Spread;
  /** A/A: later / earlier of neighbouring rounds of the same contender. */
  same?: Spread;
  aim?: Aim;
  held?: boolean;
}

interface Wanted {
  section: RawName;
  metric: string;
  name: string | ((sizes: RawSection['sizes']) => string);
  unit: string;
  aim?: Aim;
  withoutRatio?: boolean;
}

const ratio = (atMost: number): Aim => ({ of: 'ratio', atMost });
const ours = (atMost: number): Aim => ({ of: 'ours', atMost });
const P50 = ratio(1.1);
const P99 = ratio(1.25);

const deadline = (section: RawName, { p50 = P50, p99 = P99 } = {}): Wanted[] =>
  Object.entries({ p50, p99 }).map(([metric, aim]) => ({
    section,
    metric,
    name: ({ open = 0 }) => `deadline → cancelled at the shop, ${thousands(open)} open, ${metric}`,
    unit: 'ms',
    aim,
  }));

const latency = (what: 'start' | 'signal' | 'processed', name: string): Wanted[] =>
  (['P50', 'P99'] as const).map((percent) => ({
    section: 'latency',
    metric: `${what}${percent}`,
    name: `${name}, ${percent.toLowerCase()}`,
    unit: 'ms',
    aim: percent === 'P50' ? P50 : P99,
  }));

const FIGURES: readonly Wanted[] = [
  { section: 'lives', metric: 'happyEvents', name: 'history events, SMS to window over', unit: '' },
  { section: 'lives', metric: 'happyTasks', name: 'workflow tasks, SMS to window over', unit: '' },
  { section: 'lives', metric: 'timeoutEvents', name: 'history events, no SMS to refund and mail', unit: '' },
  { section: 'lives', metric: 'timeoutTasks', name: 'workflow tasks, no SMS to refund and mail', unit: '' },
  { section: 'load', metric: 'commits', name: 'commits, opened to completed', unit: '', aim: ratio(1.25) },
  { section: 'load', metric: 'writes', name: 'commits that write, opened to completed', unit: '' },
  { section: 'load', metric: 'walBytes', name: 'WAL, opened to completed', unit: 'B' },
  { section: 'load', metric: 'cpu', name: 'CPU, opened to completed', unit: 'ms', aim: ratio(1.1) },
  { section: 'load', metric: 'cpuWorker', name: '– in the worker', unit: 'ms', aim: ratio(1.4) },
  { section: 'load', metric: 'cpuServer', name: '– in the Temporal server', unit: 'ms' },
  { section: 'load', metric: 'cpuDatabase', name: '– in PostgreSQL', unit: 'ms' },
  { section: 'load', metric: 'acknowledgedPerSecond', name: 'starts acknowledged', unit: '/s' },
  { section: 'load', metric: 'waitingPerSecond', name: 'opened and waiting', unit: '/s' },
  {
    section: 'load',
    metric: 'firstTaskCpu',
    name: 'first workflow task, CPU of the worker process',
    unit: 'ms',
    aim: ours(5),
  },
  { section: 'load', metric: 'firstTaskThreadCpu', name: '– in the thread of the workflow code', unit: 'ms' },
  ...latency('start', 'start acknowledged'),
  ...latency('signal', 'signal acknowledged'),
  ...latency('processed', 'signal processed'),
  ...deadline('deadline-none'),
  ...deadline('deadline-some'),
  ...deadline('deadline-many', { p50: ratio(1.15), p99: ratio(1.3) }),
  { section: 'cold-start', metric: 'seconds', name: 'process start → first workflow task done', unit: 's' },
  {
    section: 'recovery',
    metric: 'seconds',
    name: ({ open = 0, signals = 0 }) =>
      `kill -9 with ${thousands(open)} open → ${signals} signals processed`,
    unit: 's',
    aim: ours(4),
  },
  {
    section: 'burst',
    metric: 'seconds',
    name: ({ purchases = 0 }) => `${thousands(purchases)} refunds due at once → last confirmed`,
    unit: 's',
    aim: ratio(1.3),
  },
  {
    section: 'memory',
    metric: 'cached',
    name: 'worker memory per open purchase, cached',
    unit: 'kB',
    aim: ratio(1.1),
  },
  { section: 'memory', metric: 'cachedHeap', name: '– in use by JavaScript', unit: 'kB' },
  ...(['evicted', 'evictedHeap'] as const).map((metric) => ({
    section: 'memory' as const,
    metric,
    name: metric === 'evicted' ? 'worker memory per open purchase, evicted' : '– in use by JavaScript',
    unit: 'kB',
    withoutRatio: true,
  })),
  { section: 'bundle', metric: 'kilobytes', name: 'bundle without source map', unit: 'kB', aim: ours(800) },
];

/** `ratios` of `latest.json`: where each comes from. */
const RATIOS = {
  events: ['lives', 'events'],
  workflowTasks: ['lives', 'workflowTasks'],
  commits: ['load', 'commits'],
  cpuPerPurchase: ['load', 'cpu'],
  startP50: ['latency', 'startP50'],
  startP99: ['latency', 'startP99'],
  signalP50: ['latency', 'signalP50'],
  signalP99: ['latency', 'signalP99'],
  memoryPerOpen: ['memory', 'cached'],
} as const satisfies Record<string, readonly [RawName, string]>;

export type RatioName = keyof typeof RATIOS;

/** Ours / bare, medians of the pairs. `null`: its section did not get that far. */
export function ratiosOf(raw: RawResults): Record<RatioName, number | null> {
  const found = Object.entries(RATIOS).map(([name, [section, metric]]) => {
    const rounds = measured(raw[section], metric);
    return [name, rounds.length < 2 ? null : roundedSpread(pairedRatios(rounds, metric)).median];
  });
  return Object.fromEntries(found) as Record<RatioName, number | null>;
}

/** Every figure that was measured. */
export const figuresOf = (raw: RawResults): Figure[] =>
  FIGURES.flatMap((wanted) => {
    const section = raw[wanted.section];
    const rounds = measured(section, wanted.metric);
    return section && rounds.length >= 2 ? [figureOf(wanted, section, rounds)] : [];
  });

/** What the engine does while nothing is to be done, with no purchase open and with many. */
export interface IdleFigure {
  name: string;
  open: number;
  none: Spread;
  many: Spread;
}

export function idleFiguresOf({ idle }: RawResults): IdleFigure[] {
  if (idle === undefined) return [];
  return Object.entries(IDLE_NAMES).map(([key, name]) => ({
    name,
    open: idle.sizes['open'] ?? 0,
    none: roundedSpread(idle.values?.[`none.${key}`] ?? []),
    many: roundedSpread(idle.values?.[`many.${key}`] ?? []),
  }));
}

const IDLE_NAMES = {
  commitsPerSecond: 'commits per second at rest',
  writesPerSecond: 'commits that write per second at rest',
  walBytesPerSecond: 'WAL bytes per second at rest',
};

function figureOf(wanted: Wanted, { sizes }: RawSection, rounds: Round[]): Figure {
  const { metric, name, unit, aim, withoutRatio } = wanted;
  const same = sameRatios(rounds, metric);
  const figure: Figure = {
    name: typeof name === 'string' ? name : name(sizes),
    unit,
    ours: roundedSpread(valuesOf(rounds, 'ours', metric)),
    bare: roundedSpread(valuesOf(rounds, 'bare', metric)),
    ...(withoutRatio ? {} : { ratio: roundedSpread(pairedRatios(rounds, metric)) }),
    ...(withoutRatio || same.length === 0 ? {} : { same: roundedSpread(same) }),
  };
  if (aim === undefined) return figure;
  const value = aim.of === 'ours' ? figure.ours.median : figure.ratio?.median;
  return { ...figure, aim, held: value !== undefined && value <= aim.atMost };
}

/** The rounds in which this was measured. */
const measured = (section: RawSection | undefined, metric: string): Round[] =>
  (section?.rounds ?? []).filter(({ values }) => values[metric] !== undefined);

const thousands = (count: number): string => count.toLocaleString('en-GB');
