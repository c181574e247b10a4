import { expect, test } from 'vitest';
import { ledgerFiguresOf, ledgerRatiosOf, readingsOf } from '../../bench/report/ledger-figures.ts';
import type { RawResults } from '../../bench/report/results-folder.ts';
import type { Round } from '../../bench/report/statistics.ts';
import type { RawSection } from '../../bench/sections/raw.ts';

const METRICS = [
  'events',
  'workflowTasks',
  'taskTimeouts',
  'commits',
  'writes',
  'walBytes',
  'cpu',
  'cpuWorker',
  'cpuServer',
  'cpuDatabase',
  'ledgerCommits',
  'ledgerRows',
];

const round = (contender: Round['contender'], value: number): Round => ({
  contender,
  values: Object.fromEntries(METRICS.map((metric) => [metric, value])),
});

const life = (section: RawSection['section'], rounds: Round[]): RawSection => ({
  section,
  startedAt: '2026-03-02T09:00:00.000Z',
  tookSeconds: 1,
  sizes: { purchases: 10 },
  rounds,
  values: { ledgerBytes: [5_000] },
});

const MEASURED: RawResults = {
  'ledger-happy': life('ledger-happy', [
    round('ours', 12),
    round('without_ledger', 10),
    round('without_ledger', 20),
    round('ours', 26),
  ]),
  'ledger-timeout': life('ledger-timeout', [
    round('ours', 18),
    round('without_ledger', 10),
    round('without_ledger', 20),
    round('ours', 34),
  ]),
};

test('the cost of the ledger is with less without it, of neighbouring rounds', () => {
  expect(ledgerFiguresOf(MEASURED).find(({ name }) => name === 'CPU, SMS to window over')).toEqual({
    name: 'CPU, SMS to window over',
    unit: 'ms',
    withLedger: { median: 19, min: 12, max: 26, n: 2 },
    without: { median: 15, min: 10, max: 20, n: 2 },
    difference: { median: 4, min: 2, max: 6, n: 2 },
    ratio: { median: 1.25, min: 1.2, max: 1.3, n: 2 },
    same: { median: 2, min: 2, max: 2, n: 1 },
  });
});

test('figures of the ledger alone are compared with nothing', () => {
  const figures = ledgerFiguresOf(MEASURED);
  expect(figures.find(({ name }) => name === 'tables and indexes of the ledger, SMS to window over')).toEqual(
    {
      name: 'tables and indexes of the ledger, SMS to window over',
      unit: 'B',
      withLedger: { median: 5_000, min: 5_000, max: 5_000, n: 1 },
    },
  );
  expect(figures.filter(({ without }) => without === undefined)).toHaveLength(6);
});

test('of nothing there is a difference and no ratio', () => {
  const rounds = [round('ours', 1), round('without_ledger', 0)];
  const [figure] = ledgerFiguresOf({ 'ledger-happy': life('ledger-happy', rounds) });
  expect(figure).toMatchObject({ difference: { median: 1, min: 1, max: 1, n: 1 } });
  expect(figure).not.toHaveProperty('ratio');
});

test('the ratios are of both lives together', () => {
  expect(ledgerRatiosOf(MEASURED)).toEqual({
    events: 1.5,
    commits: 1.5,
    walBytes: 1.5,
    cpuPerPurchase: 1.5,
  });
});

test('what was not measured is null or missing, never a number', () => {
  const nothing = { events: null, commits: null, walBytes: null, cpuPerPurchase: null };
  expect(ledgerRatiosOf({})).toEqual(nothing);
  const { 'ledger-timeout': _timeout, ...happyOnly } = MEASURED;
  expect(ledgerRatiosOf(happyOnly)).toEqual(nothing);
  expect(ledgerFiguresOf({})).toEqual([]);
  expect(readingsOf({})).toBeUndefined();
});

test('a reading has the percentiles of its calls', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  const readings: RawSection = {
    ...life('readings', []),
    sizes: { purchases: 1_000, queued: 25, calls: 100 },
    values: {
      bytesPerPurchase: [3_000],
      queueFirst: hundred,
      queueMiddle: hundred,
      searchCustomer: hundred,
      searchReseller: hundred,
      record: hundred,
    },
  };
  expect(readingsOf({ readings })).toMatchObject({ purchases: 1_000, queued: 25, bytesPerPurchase: 3_000 });
  expect(readingsOf({ readings })?.figures[0]).toEqual({ name: 'queue, first page of 50', p50: 50, p99: 99 });
});
