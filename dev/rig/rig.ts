import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { NativeConnectionOptions, WorkflowBundleOption } from '@temporalio/worker';
import type { WebhookConfig } from '../../worker/webhook-worker.ts';
import { startWorker, type ReturnsWorker } from '../../worker/worker.ts';
import { createReturnsClient, type ReturnsClient } from '../../src/client/returns-client.ts';
import type { LinkConfig } from '../../src/links/customer-links.ts';
import { ledgerRecords } from '../../src/ledger/purchase-records.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';

export interface RigOptions {
  connection: ConnectionOptions & NativeConnectionOptions;
  namespace: string;
  /** With a queue of its own, another rig's worker does not take its purchases. */
  taskQueue: string;
  bundle: WorkflowBundleOption;
  /** The caller closes it. */
  ledger: Ledger;
  sandbox?: SandboxOptions;
  webhooks?: WebhookConfig;
  /** Default: that of a worker. */
  stickyTimeoutMs?: number;
  /** Where the mails lead. Default: to pages that nobody serves. */
  links?: LinkConfig;
}

/** What purchases on a given server need on one machine: a shop, a mail server, a worker, a client. */
export interface RunningRig {
  temporal: Client;
  returns: ReturnsClient;
  namespace: string;
  sandbox: Sandbox;
  ledger: Ledger;
  /** Stops the worker as a deployment would. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  /** Has the worker write to the ledger what it still keeps for it. */
  flush(): Promise<void>;
}

/** A rig that was started, with what only its owner may do. */
export interface Rig extends RunningRig {
  stop(): Promise<void>;
}

export const RIG_MAIL_FROM = 'InstaOTP <returns@instaotp.example>';

/** Where the mails of a rig lead. */
export const RIG_LINKS: LinkConfig = {
  publicUrl: 'https://returns.instaotp.example',
  secret: Buffer.alloc(32, 'links of a rig'),
};

export async function startRig(options: RigOptions): Promise<Rig> {
  const { connection, namespace, taskQueue, bundle, ledger, webhooks, stickyTimeoutMs } = options;
  const sandbox = await startSandbox(options.sandbox);
  const outside = {
    orderServiceUrl: sandbox.orderServiceUrl,
    orderServiceToken: sandbox.token,
    mail: { smtpUrl: sandbox.smtpUrl, from: RIG_MAIL_FROM },
    links: options.links ?? RIG_LINKS,
    ledger,
  };
  const client = await Connection.connect(connection);
  const temporal = new Client({ connection: client, namespace });
  let worker: ReturnsWorker | undefined;
  const rig: Rig = {
    temporal,
    returns: createReturnsClient({
      client: temporal,
      taskQueue,
      // Long, because a machine may be busy.
      answerTimeoutMs: 60_000,
      records: ledgerRecords(ledger),
    }),
    namespace,
    sandbox,
    ledger,
    async startWorker() {
      worker ??= await startWorker({
        connection,
        namespace,
        taskQueue,
        bundle,
        outside,
        webhooks,
        stickyTimeoutMs,
      });
    },
    async stopWorker() {
      const running = worker;
      worker = undefined;
      await running?.stop();
    },
    async flush() {
      await worker?.flush();
    },
    async stop() {
      await rig.stopWorker();
      await sandbox.stop();
      await client.close();
    },
  };
  await rig.startWorker();
  return rig;
}
