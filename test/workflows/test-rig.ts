import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { startRig, type Rig } from '../../dev/rig/rig.ts';
import { ledgerInMemory } from '../../src/ledger/ledger-in-memory.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { SandboxOptions } from '../../dev/sandbox/sandbox.ts';
import { createLog, installRuntime } from '../../worker/log.ts';

export type TestRig = Rig & { taskQueue: string };

/** A shop, a mail server and a worker on the test run's server, with a task queue of their own. Stop it afterwards. */
export async function testRig(sandbox: SandboxOptions = {}, ledger?: Ledger): Promise<TestRig> {
  installRuntime(createLog('error'));
  return besideTestRig(sandbox, ledger);
}

/** Another one while the first one runs. */
export async function besideTestRig(sandbox: SandboxOptions = {}, ledger?: Ledger): Promise<TestRig> {
  const taskQueue = `test-${randomUUID()}`;
  const rig = await startRig({
    connection: { address: inject('temporalAddress') },
    namespace: inject('namespace'),
    taskQueue,
    bundle: { codePath: inject('bundlePath') },
    ledger: ledger ?? (await ledgerInMemory()),
    sandbox,
  });
  return { ...rig, taskQueue };
}
