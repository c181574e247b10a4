import process from 'node:process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import { keptBundle } from '../../worker/kept-bundle.ts';
import { createLog, temporalLogger } from '../../worker/log.ts';
import { oncePerRun, type Started } from './once-per-run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    namespace: string;
    bundlePath: string;
  }
}

/** One real server and one bundle for every test file; each rig has its own task queue. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, stop } = await oncePerRun('temporal', start);
  project.provide('temporalAddress', value.address);
  project.provide('namespace', value.namespace);
  project.provide('bundlePath', value.bundlePath);
  return stop;
}

async function start(): Promise<Started<{ address: string; namespace: string; bundlePath: string }>> {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-test-'));
  const [bundlePath, server] = await Promise.all([
    bundleInto(folder),
    startTemporal({
      dataDir: folder,
      needs: 'time_skipping',
      ephemeral: true,
      // Go's default collects garbage so often that it takes an eighth of what server and tests need together. The limit is
      // three times what the server still needs at the end of a run.
      env: { ...process.env, GOGC: '400', GOMEMLIMIT: '1GiB' },
      say: (line) => void process.stderr.write(`${line}\n`),
    }),
  ]);
  return {
    value: { address: server.address, namespace: server.namespace, bundlePath },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The path of the bundle. A copy, because the kept one goes when newer ones come. */
async function bundleInto(folder: string): Promise<string> {
  const path = join(folder, 'workflow-bundle.js');
  const bundle = await keptBundle(temporalLogger(createLog('warn')));
  if ('code' in bundle) writeFileSync(path, bundle.code);
  else copyFileSync(bundle.codePath, path);
  return path;
}
