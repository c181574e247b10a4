import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  figuresOf,
  idleFiguresOf,
  ratiosOf,
  type Figure,
  type IdleFigure,
  type RatioName,
} from './figures.ts';
import {
  ledgerFiguresOf,
  ledgerRatiosOf,
  readingsOf,
  type LedgerFigure,
  type LedgerRatios,
  type Readings,
} from './ledger-figures.ts';
import { httpFiguresOf, type HttpFigure } from './http-figures.ts';
import { pictureFiguresOf } from './picture-figures.ts';
import { readRaw } from './results-folder.ts';
import { renderTables, withTable } from './table.ts';
import { present } from '../../src/contract/present.ts';

/** `bench/results/latest.json`. */
export interface Latest {
  /** When the run began, UTC. */
  at: string;
  /** `quick` proves that the bench works; its numbers are no result. */
  sizes: 'full' | 'quick';
  machine: Machine;
  ratios: Record<RatioName, number | null>;
  figures: Figure[];
  /** Both contenders' purchases together. */
  idle: IdleFigure[];
  ledgerRatios: LedgerRatios;
  ledger: LedgerFigure[];
  readings?: Readings;
  http?: HttpFigure[];
  pictures?: HttpFigure[];
}

export interface Machine {
  cores: number;
  memoryGb: number;
  node: string;
  postgres: string;
  temporalServer: string;
}

export const PERFORMANCE_DOCUMENT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** Makes `latest.json` of the raw results of a folder. */
export function writeReport(
  folder: string,
  { at, sizes, machine }: Pick<Latest, 'at' | 'sizes' | 'machine'>,
): Latest {
  const raw = readRaw(folder);
  const readings = readingsOf(raw);
  const latest: Latest = {
    at,
    sizes,
    machine,
    ratios: ratiosOf(raw),
    figures: figuresOf(raw),
    idle: idleFiguresOf(raw),
    ledgerRatios: ledgerRatiosOf(raw),
    ledger: ledgerFiguresOf(raw),
    ...present({ readings, http: httpFiguresOf(raw), pictures: pictureFiguresOf(raw) }),
  };
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(latest, undefined, 2)}\n`);
  return latest;
}

/** Puts the tables into the document. */
export function writeDocument(latest: Latest): void {
  const document = readFileSync(PERFORMANCE_DOCUMENT, 'utf8');
  writeFileSync(PERFORMANCE_DOCUMENT, withResults(document, latest));
}

/** The document with these results in the place of its own. */
export function withResults(document: string, latest: Latest): string {
  const { at, sizes, machine } = latest;
  const { cores, memoryGb, node, postgres, temporalServer } = machine;
  const on = `${cores} cores, ${memoryGb} GB, Node ${node}, PostgreSQL ${postgres}, Temporal server ${temporalServer}`;
  const heading =
    sizes === 'full'
      ? `Measured ${at.slice(0, 10)}: ${on}.`
      : `**A quick run with small sizes, ${at.slice(0, 10)}: it shows that the bench works, its numbers are no result.** ${on}.`;
  return withTable(document, `${heading}\n\n${renderTables(latest)}`);
}
