import { randomUUID } from 'node:crypto';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { inject } from 'vitest';
import { startRig, type Rig, type RunningRig } from '../../dev/rig/rig.ts';
import { present } from '../../src/contract/present.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import type { LinkConfig } from '../../src/links/customer-links.ts';
import type { SandboxOptions } from '../../dev/sandbox/sandbox.ts';
import type { WebhookConfig } from '../../worker/webhook-worker.ts';
import { createLog, installRuntime } from '../../worker/log.ts';
import { freshLedger } from '../databases/fresh-postgres-database.ts';

export type TestRig = Rig & { taskQueue: string };

/** A rig that ends with its process, and that nobody stops before. */
export type SharedRig = RunningRig & { taskQueue: string };

/**
 * For a rig whose worker is never stopped: on a busy machine a task may wait longer than a second for it, and each that is
 * given up leaves events in a history whose length a test compares.
 */
export const PATIENT_MS = 60_000;

let shared: Promise<SharedRig> | undefined;

/**
 * The one rig of all files that run in this process, for tests that trouble only purchases of their own: starting one
 * costs more than most of these tests.
 */
export function sharedRig(): Promise<SharedRig> {
  shared ??= testRig({ stickyTimeoutMs: PATIENT_MS });
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
  /** How long a task waits for the worker that has its purchase in memory. Default: that of a worker. */
  stickyTimeoutMs?: number;
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
  stickyTimeoutMs,
}: TestRigOptions = {}): Promise<TestRig> {
  installTestRuntime();
  const taskQueue = `test-${randomUUID()}`;
  const rig = await startRig({
    connection: { address: inject('temporalAddress') },
    namespace: inject('namespace'),
    taskQueue,
    bundle: bundle ?? { codePath: inject('bundlePath') },
    ledger: ledger ?? (await freshLedger()),
    ...present({ sandbox, webhooks, links, stickyTimeoutMs }),
  });
  return { ...rig, taskQueue };
}

let installed = false;

/** The SDK takes one runtime per process, and files share their process. */
export function installTestRuntime(): void {
  if (!installed) installRuntime(createLog('error'));
  installed = true;
}
