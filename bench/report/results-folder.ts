import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measured, RawName, RawSection } from '../sections/raw.ts';

export const RESULTS_FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

export type RawResults = Partial<Record<RawName, RawSection>>;

/** Writes what a section measured at once. */
export function keepRaw(folder: string, name: RawName, startedAt: number, measured: Measured): void {
  const raw: RawSection = {
    section: name,
    startedAt: new Date(startedAt).toISOString(),
    tookSeconds: Math.round((Date.now() - startedAt) / 1_000),
    ...measured,
  };
  mkdirSync(join(folder, 'raw'), { recursive: true });
  writeFileSync(join(folder, 'raw', `${name}.json`), `${oneLinePerRound(raw)}\n`);
}

export const clearRaw = (folder: string): void =>
  rmSync(join(folder, 'raw'), { recursive: true, force: true });

export function readRaw(folder: string): RawResults {
  const raw = join(folder, 'raw');
  if (!existsSync(raw)) return {};
  return Object.fromEntries(
    readdirSync(raw)
      .filter((name) => name.endsWith('.json'))
      .map((name) => {
        const section = JSON.parse(readFileSync(join(raw, name), 'utf8')) as RawSection;
        return [section.section, section];
      }),
  );
}

/** Readable, and without a line for every number. */
function oneLinePerRound(raw: RawSection): string {
  return JSON.stringify(raw, undefined, 1).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '));
}
