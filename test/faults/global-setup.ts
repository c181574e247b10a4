import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import { startPostgres } from '../../dev/postgres/start-postgres.ts';
import { BUILT_BUNDLE_PATH, bundleWorkflows } from '../../worker/bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import { printSummary } from './summary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    /** Where each file leaves its numbers for the summary. */
    summaryFolder: string;
  }
}

/** One real server for every file; each file has a namespace of its own, because workers as processes share a queue. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-faults-'));
  // What `npm run build` makes: workers start from it in a second.
  const { code } = await bundleWorkflows(temporalLogger(createLog('warn')));
  mkdirSync(dirname(BUILT_BUNDLE_PATH), { recursive: true });
  writeFileSync(BUILT_BUNDLE_PATH, code);
  const server = await startTemporal({
    dataDir: folder,
    needs: 'time_skipping',
    ephemeral: true,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  const postgres = await startPostgres({ env: process.env });
  project.provide('postgresUrl', postgres.url);
  project.provide('temporalAddress', server.address);
  project.provide('summaryFolder', folder);
  return async () => {
    await server.stop();
    await postgres.stop();
    printSummary(folder);
    rmSync(folder, { recursive: true, force: true });
  };
}
