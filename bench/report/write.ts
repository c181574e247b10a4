import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figuresOf, ratiosOf, type Figure, type RatioName } from './figures.ts';
import { readRaw } from './results-folder.ts';
import { renderTable, withTable } from './table.ts';

/** `bench/results/latest.json`. */
export interface Latest {
  at: string;
  /** `quick` proves that the bench works; its numbers are no result. */
  sizes: 'full' | 'quick';
  machine: Machine;
  ratios: Record<RatioName, number | null>;
  figures: Figure[];
}

export interface Machine {
  cores: number;
  memoryGb: number;
  node: string;
  postgres: string;
  temporalServer: string;
}

export const PERFORMANCE_DOCUMENT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** Makes `latest.json` of the raw results of a folder. The table goes into the document of a full run only. */
export function writeReport(folder: string, about: Pick<Latest, 'sizes' | 'machine'>): Latest {
  const raw = readRaw(folder);
  const latest: Latest = {
    at: new Date().toISOString(),
    ...about,
    ratios: ratiosOf(raw),
    figures: figuresOf(raw),
  };
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(latest, undefined, 2)}\n`);
  return latest;
}

export function writeDocument({ figures }: Latest): void {
  const document = readFileSync(PERFORMANCE_DOCUMENT, 'utf8');
  writeFileSync(PERFORMANCE_DOCUMENT, withTable(document, renderTable(figures)));
}
