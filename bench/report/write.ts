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
import { readRaw } from './results-folder.ts';
import { renderTables, withTable } from './table.ts';

/** `bench/results/latest.json`. */
export interface Latest {
  at: string;
  /** `quick` proves that the bench works; its numbers are no result. */
  sizes: 'full' | 'quick';
  machine: Machine;
  ratios: Record<RatioName, number | null>;
  figures: Figure[];
  /** Both contenders' purchases together. */
  idle: IdleFigure[];
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
export function writeReport(folder: string, about: Pick<Latest, 'sizes' | 'machine'>): Latest {
  const raw = readRaw(folder);
  const latest: Latest = {
    at: new Date().toISOString(),
    ...about,
    ratios: ratiosOf(raw),
    figures: figuresOf(raw),
    idle: idleFiguresOf(raw),
  };
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(latest, undefined, 2)}\n`);
  return latest;
}

/** Puts the tables into the document. */
export function writeDocument({ figures, idle }: Latest): void {
  const document = readFileSync(PERFORMANCE_DOCUMENT, 'utf8');
  writeFileSync(PERFORMANCE_DOCUMENT, withTable(document, renderTables(figures, idle)));
}
