import process from 'node:process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
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
  const bundlePath = join(folder, 'workflow-bundle.js');
  const { code } = await bundleWorkflows(temporalLogger(createLog('warn')));
  writeFileSync(bundlePath, code);
  const server = await startTemporal({
    dataDir: folder,
    needs: 'time_skipping',
    ephemeral: true,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  return {
    value: { address: server.address, namespace: server.namespace, bundlePath },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
