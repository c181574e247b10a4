import { expect, test } from 'vitest';
import { httpFiguresOf } from '../../bench/report/http-figures.ts';
import type { RawSection } from '../../bench/sections/raw.ts';

const section = (values: RawSection['values']): RawSection => ({
  section: 'http',
  startedAt: '2026-03-02T09:00:00.000Z',
  tookSeconds: 1,
  sizes: { due: 1_000 },
  rounds: [],
  values: values ?? {},
});

test('a call by HTTP is held against the call of the client, not against a number of milliseconds', () => {
  const http = section({ 'open.http': [11, 11, 14], 'open.client': [10, 10, 10], 'open.cpuMs': [3.5] });
  expect(httpFiguresOf({ http })).toEqual([
    { name: 'opening by HTTP, p50', unit: 'ms', value: 11, client: 10, atMost: 1.15, held: true },
    { name: 'opening by HTTP, p99', unit: 'ms', value: 14, client: 10, atMost: 1.35, held: false },
    { name: 'opening by HTTP, CPU of the API', unit: 'ms', value: 3.5, atMost: 3, held: false },
  ]);
});

test('memory after the requests may be a tenth above that at rest', () => {
  const http = section({ restRssMb: [150], loadedRssMb: [166], requests: [100_000] });
  expect(httpFiguresOf({ http })).toMatchObject([
    { value: 150, atMost: 160, held: true },
    { name: 'resident memory after 100,000 requests', value: 166, held: false },
  ]);
});

test('what was not measured is not in the result', () => {
  expect(httpFiguresOf({})).toBeUndefined();
  expect(httpFiguresOf({ http: section({}) })).toEqual([]);
});
