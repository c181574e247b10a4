import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figuresOf, idleFiguresOf, ratiosOf } from '../../bench/report/figures.ts';
import { ledgerFiguresOf, ledgerRatiosOf, readingsOf } from '../../bench/report/ledger-figures.ts';
import { httpFiguresOf } from '../../bench/report/http-figures.ts';
import { pictureFiguresOf } from '../../bench/report/picture-figures.ts';
import { readRaw, RESULTS_FOLDER } from '../../bench/report/results-folder.ts';
import { PERFORMANCE_DOCUMENT, withResults, type Latest } from '../../bench/report/write.ts';
import { budgetOf } from '../workflows/budgets.ts';

const latest = JSON.parse(readFileSync(join(RESULTS_FOLDER, 'latest.json'), 'utf8')) as Latest;
const raw = readRaw(RESULTS_FOLDER);

test('the published ratios are the nine that were promised, each measured', () => {
  expect(Object.keys(latest.ratios)).toEqual([
    'events',
    'workflowTasks',
    'commits',
    'cpuPerPurchase',
    'startP50',
    'startP99',
    'signalP50',
    'signalP99',
    'memoryPerOpen',
  ]);
  expect(Object.entries(latest.ratios).filter(([, ratio]) => !(Number(ratio) > 0))).toEqual([]);
});

test('what the ledger costs is published: events, commits, WAL and CPU, each measured', () => {
  expect(Object.keys(latest.ledgerRatios)).toEqual(['events', 'commits', 'walBytes', 'cpuPerPurchase']);
  expect(Object.entries(latest.ledgerRatios).filter(([, ratio]) => !(Number(ratio) > 0))).toEqual([]);
});

test('support reads among 100,000 purchases, 1,000 times each', () => {
  expect(latest.readings).toMatchObject({ purchases: 100_000, queued: 5_686, calls: 1_000 });
});

test('what is published is what the raw data gives', () => {
  expect(latest.ratios).toEqual(ratiosOf(raw));
  expect(latest.figures).toEqual(figuresOf(raw));
  expect(latest.idle).toEqual(idleFiguresOf(raw));
  expect(latest.ledgerRatios).toEqual(ledgerRatiosOf(raw));
  expect(latest.ledger).toEqual(ledgerFiguresOf(raw));
  expect(latest.readings).toEqual(readingsOf(raw));
  expect(latest.http).toEqual(httpFiguresOf(raw));
  expect(latest.pictures).toEqual(pictureFiguresOf(raw));
});

test('the document shows the published figures and no others', () => {
  const document = readFileSync(PERFORMANCE_DOCUMENT, 'utf8');
  expect(document).toBe(withResults(document, latest));
});

test('the lives that were measured cost exactly their budgets', () => {
  const ours = (raw.lives?.rounds ?? []).filter(({ contender }) => contender === 'ours');
  expect(ours.length).toBeGreaterThan(0);
  const happy = budgetOf('happy');
  const timeout = budgetOf('timeout');
  for (const { values } of ours) {
    expect(values).toMatchObject({
      happyEvents: happy.events,
      happyTasks: happy.tasks,
      timeoutEvents: timeout.events,
      timeoutTasks: timeout.tasks,
    });
  }
});

test('the lives that were measured with the ledger cost exactly their budgets, and no task more than without', () => {
  for (const journey of ['happy', 'timeout'] as const) {
    const rounds = raw[`ledger-${journey}`]?.rounds ?? [];
    expect(rounds.length).toBeGreaterThan(0);
    const { events, tasks } = budgetOf(journey);
    for (const { contender, values } of rounds) {
      expect(values['workflowTasks']).toBe(tasks);
      if (contender === 'ours') expect(values['events']).toBe(events);
      else expect(values['events']).toBeLessThan(events);
    }
  }
});

test('the raw data stays small enough to be kept', () => {
  const folder = join(RESULTS_FOLDER, 'raw');
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThan(300_000);
});
