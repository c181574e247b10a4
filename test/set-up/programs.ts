import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Has the compiled programs, each at the place of its source, as `.mjs`. Absent in runs that compile none. */
    programFolder: string | undefined;
  }
}

const namesIn = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));

/** What `npm run` starts, and the parts of servers that tests start as a process. */
const PROGRAMS = [
  ...namesIn('dev').filter((path) => path.endsWith('.ts')),
  ...['main', 'api', 'migrate', 'reconcile', 'forget', 'check-shop'].map((name) => `src/cli/${name}.ts`),
  'worker/main.ts',
  ...['test/dev/server', 'test/dev/postgres'].flatMap(namesIn).filter((path) => path.endsWith('-part.ts')),
];

/** A program finds other files by where its source is. */
const whereItsSourceIs: Plugin = {
  name: 'where its source is',
  setup(compiler) {
    compiler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
    }));
  },
};

/**
 * Compiles the programs once per test run. Started from its sources a program takes two to three seconds of a core until
 * it does something, a compiled one takes one, and a test run starts about a hundred.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  // There the programs find the packages.
  mkdirSync('node_modules/.cache', { recursive: true });
  const folder = mkdtempSync('node_modules/.cache/programs-');
  await build({
    entryPoints: PROGRAMS,
    outdir: folder,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    logLevel: 'warning',
    plugins: [whereItsSourceIs],
  });
  project.provide('programFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
