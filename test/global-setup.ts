import process from 'node:process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTemporal } from '../dev/server/start-temporal.ts';
import { startPostgres } from '../dev/postgres/start-postgres.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { createLog, temporalLogger } from '../worker/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    namespace: string;
    bundlePath: string;
  }
}

/** One real server and one bundle for every test file; each file has its own task queue. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-test-'));
  const bundlePath = join(folder, 'workflow-bundle.js');
  const { code } = await bundleWorkflows(temporalLogger(createLog('warn')));
  writeFileSync(bundlePath, code);
  const server = await startTemporal({
    dataDir: folder,
    needs: 'time_skipping',
    ephemeral: true,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  const postgres = await startPostgres({ env: process.env, durable: false });
  project.provide('postgresUrl', postgres.url);
  project.provide('temporalAddress', server.address);
  project.provide('namespace', server.namespace);
  project.provide('bundlePath', bundlePath);
  return async () => {
    await server.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
