import type { RawResults } from './results-folder.ts';
import { percentile } from './statistics.ts';

/** One line about the HTTP API and webhooks. */
export interface HttpFigure {
  name: string;
  unit: string;
  value: number;
  /** Of the client's own call. */
  client?: number;
  /** At most. Of the ratio to the client's call, where there is one. */
  atMost?: number;
  held?: boolean;
}

const CALLS = { open: 'opening', event: 'event', claim: 'claim' } as const;

const READS = [
  ['purchase', 'one purchase, open', 30],
  ['record', 'one purchase, from the ledger', 30],
  ['notModified', 'one purchase, 304', 5],
  ['page', "customer's page of a purchase", 60],
  ['checkPage', "customer's page before an act, with what follows", 60],
  ['queue', 'queue, first page', 25],
  ['search', 'search by customer', 25],
  ['searchMail', 'search by mail address', 25],
] as const;

/** Every figure that was measured. `undefined`: none. */
export function httpFiguresOf({ http }: RawResults): HttpFigure[] | undefined {
  if (http === undefined) return undefined;
  const { values = {}, sizes } = http;
  const figures: HttpFigure[] = [];
  const add = (name: string, unit: string, value: number, atMost?: number): void => {
    const aim = atMost === undefined ? {} : { atMost, held: value <= atMost };
    figures.push({ name, unit, value: digits(value), ...aim });
  };
  const single = (key: string, name: string, unit: string, atMost?: number): void => {
    const [value] = values[key] ?? [];
    if (value !== undefined) add(name, unit, value, atMost);
  };
  for (const [key, name] of Object.entries(CALLS)) {
    const [by, own] = [values[`${key}.http`], values[`${key}.client`]];
    if (by === undefined || own === undefined) continue;
    for (const [percent, atMost] of [
      [50, 1.15],
      [99, 1.35],
    ] as const) {
      const [value, client] = [percentile(by, percent), percentile(own, percent)];
      const held = value / client <= atMost;
      figures.push({ name: `${name} by HTTP, p${percent}`, unit: 'ms', value, client, atMost, held });
    }
    single(`${key}.cpuMs`, `${name} by HTTP, CPU of the API`, 'ms', 3);
  }
  for (const [key, name, atMost] of READS) {
    const ms = values[key];
    if (ms === undefined) continue;
    add(`${name}, p50`, 'ms', percentile(ms, 50));
    add(`${name}, p99`, 'ms', percentile(ms, 99), atMost);
  }
  single('restRssMb', 'resident memory of the API at rest', 'MB', 160);
  const [[rest], [loaded], [requests]] = [
    values['restRssMb'] ?? [],
    values['loadedRssMb'] ?? [],
    values['requests'] ?? [],
  ];
  if (rest !== undefined && loaded !== undefined && requests !== undefined) {
    add(`resident memory after ${requests.toLocaleString('en-GB')} requests`, 'MB', loaded, rest * 1.1);
  }
  const told = values['toldMs'];
  if (told !== undefined) {
    add('change → delivered, p50', 'ms', percentile(told, 50), 1_000);
    add('change → delivered, p99', 'ms', percentile(told, 99), 3_000);
  }
  const due = (sizes['due'] ?? 0).toLocaleString('en-GB');
  single('due.alone.seconds', `${due} webhooks due at once → last delivered`, 's', 60);
  single('due.dead.seconds', '– with a dead receiver beside it', 's', 60);
  single('delivered.cpu', 'CPU per delivered event', 'ms');
  single('delivered.cpuWorker', '– in the worker', 'ms');
  single('delivered.commits', 'commits per delivered event', '');
  single('delivered.writes', '– that write', '');
  single('restCommits', "commits in the ledger's database per second at rest", '/s', 1);
  single('restWrites', 'commits that write per second at rest, server and ledger', '/s', 1);
  return figures;
}

const digits = (value: number): number => Number(value.toPrecision(4));
