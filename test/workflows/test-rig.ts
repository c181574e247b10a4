import { randomUUID } from 'node:crypto';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { inject } from 'vitest';
import { startRig, type Rig, type RunningRig } from '../../dev/rig/rig.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { LinkConfig } from '../../src/links/customer-links.ts';
import type { SandboxOptions } from '../../dev/sandbox/sandbox.ts';
import type { WebhookConfig } from '../../worker/webhook-worker.ts';
import { createLog, installRuntime } from '../../worker/log.ts';
import { freshLedger } from '../databases/fresh-postgres-database.ts';

export type TestRig = Rig & { taskQueue: string };

/** A rig that ends with its process, and that nobody stops before. */
export type SharedRig = RunningRig & { taskQueue: string };

let shared: Promise<SharedRig> | undefined;

/**
 * The one rig of all files that run in this process, for tests that trouble only purchases of their own: starting one
 * costs more than most of these tests.
 */
export function sharedRig(): Promise<SharedRig> {
  shared ??= testRig();
  return shared;
}

interface TestRigOptions {
  sandbox?: SandboxOptions;
  /** Default: one of its own. */
  ledger?: Ledger;
  /** Default: today's workflow code. */
  bundle?: WorkflowBundleOption;
  /** Default: no webhooks. */
  webhooks?: WebhookConfig;
  /** Where the mails lead. Default: to pages that nobody serves. */
  links?: LinkConfig;
}

/**
 * A shop, a mail server, a ledger and a worker on the test run's server, with a task queue of their own. Stop it
 * afterwards.
 */
export async function testRig({
  sandbox,
  ledger,
  bundle,
  webhooks,
  links,
}: TestRigOptions = {}): Promise<TestRig> {
  installTestRuntime();
  const taskQueue = `test-${randomUUID()}`;
  const rig = await startRig({
    connection: { address: inject('temporalAddress') },
    namespace: inject('namespace'),
    taskQueue,
    bundle: bundle ?? { codePath: inject('bundlePath') },
    ledger: ledger ?? (await freshLedger()),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(links === undefined ? {} : { links }),
  });
  return { ...rig, taskQueue };
}

let installed = false;

/** The SDK takes one runtime per process, and files share their process. */
export function installTestRuntime(): void {
  if (!installed) installRuntime(createLog('error'));
  installed = true;
}
