import type { Aim, Figure, IdleFigure } from './figures.ts';
import type { HttpFigure } from './http-figures.ts';
import type { LedgerFigure, Readings } from './ledger-figures.ts';
import type { Spread } from './statistics.ts';

const BEGIN = '<!-- written by the bench: do not edit -->';
const END = '<!-- end -->';

/** The tables of the result as Markdown. */
export const renderTables = ({ figures, idle, ledger, readings, http = [], pictures = [] }: Tables): string =>
  [
    mainTable(figures),
    ...(idle.length === 0 ? [] : [idleTable(idle)]),
    ...(ledger.length === 0 ? [] : [ledgerTable(ledger)]),
    ...(readings === undefined ? [] : [readingsTable(readings)]),
    ...(http.length + pictures.length === 0 ? [] : [httpTable([...http, ...pictures])]),
  ].join('\n\n');

interface Tables {
  figures: readonly Figure[];
  idle: readonly IdleFigure[];
  ledger: readonly LedgerFigure[];
  readings?: Readings;
  http?: readonly HttpFigure[];
  pictures?: readonly HttpFigure[];
}

const mainTable = (figures: readonly Figure[]): string =>
  markdownTable(
    ['', 'ours', 'bare', 'ours / bare', 'A/A', 'aim'],
    figures.map((figure) => [
      figure.name,
      amount(figure.ours.median, figure.unit),
      amount(figure.bare.median, figure.unit),
      figure.ratio ? spread(figure.ratio) : '',
      figure.same ? spread(figure.same) : '',
      figure.aim ? `${aimed(figure.aim, figure.unit)} ${figure.held ? '✓' : '✗'}` : '',
    ]),
  );

function idleTable(idle: readonly IdleFigure[]): string {
  const range = ({ median, min, max }: Spread): string => `${shown(median)} (${shown(min)}–${shown(max)})`;
  return markdownTable(
    ['', 'none open', `${(idle[0]?.open ?? 0).toLocaleString('en-GB')} open`],
    idle.map(({ name, none, many }) => [name, range(none), range(many)]),
  );
}

const ledgerTable = (ledger: readonly LedgerFigure[]): string =>
  markdownTable(
    ['', 'with ledger', 'without', 'with − without', 'with / without', 'A/A'],
    ledger.map((figure) => [
      figure.name,
      amount(figure.withLedger.median, figure.unit),
      figure.without ? amount(figure.without.median, figure.unit) : '',
      figure.difference ? amount(figure.difference.median, figure.unit) : '',
      figure.ratio ? spread(figure.ratio) : '',
      figure.same ? spread(figure.same) : '',
    ]),
  );

function readingsTable({ purchases, queued, bytesPerPurchase, figures }: Readings): string {
  const [of, waiting] = [purchases, queued].map((count) => count.toLocaleString('en-GB'));
  const table = markdownTable(
    [`among ${of} purchases, ${waiting} in the queue`, 'p50', 'p99'],
    figures.map(({ name, p50, p99 }) => [name, amount(p50, 'ms'), amount(p99, 'ms')]),
  );
  return `${table}\n\nAt rest a purchase has ${amount(bytesPerPurchase, 'B')} in tables and indexes there.`;
}

const httpTable = (figures: readonly HttpFigure[]): string =>
  markdownTable(
    ['HTTP API, webhooks and pictures', 'measured', "the client's own call", 'ratio', 'aim'],
    figures.map(({ name, unit, value, client, atMost, held }) => {
      const aim = atMost === undefined ? '' : client === undefined ? amount(atMost, unit) : ratio(atMost);
      return [
        name,
        amount(value, unit),
        client === undefined ? '' : amount(client, unit),
        client === undefined ? '' : ratio(value / client),
        aim && `≤ ${aim} ${held ? '✓' : '✗'}`,
      ];
    }),
  );

function markdownTable(head: string[], rows: string[][]): string {
  const widths = head.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map(wide), 3),
  );
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - wide(cell))).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}

/** The document with another table in the place of its own. */
export function withTable(document: string, table: string): string {
  const [before, after] = [document.split(BEGIN)[0], document.split(END)[1]];
  if (before === undefined || after === undefined) throw new Error('the document has no place for the table');
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

const wide = (text: string): number => text.length;

const amount = (value: number, unit: string): string => `${shown(value)}${unit && ` ${unit}`}`;

const spread = ({ median, min, max, n }: Spread): string =>
  n === 1 ? ratio(median) : `${ratio(median)} (${ratio(min)}–${ratio(max)})`;

const aimed = ({ of, atMost }: Aim, unit: string): string =>
  of === 'ratio' ? `≤ ${ratio(atMost)}` : `≤ ${amount(atMost, unit)}`;

const ratio = (value: number): string => value.toFixed(2);

function shown(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 10_000) return String(value);
  if (magnitude >= 100) return Math.round(value).toLocaleString('en-GB');
  return value.toFixed(magnitude >= 10 ? 1 : 2);
}
