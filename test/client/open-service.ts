import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type InjectedSinks } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createReturnsClient, type ReturnsClient } from '../../src/client/returns-client.ts';
import type { PurchaseActivities } from '../../src/contract/activities.ts';
import type { Mail } from '../../src/contract/mail.ts';
import type { LedgerSinks, PurchaseSnapshot } from '../../src/contract/snapshot.ts';
import { ledgerTaskQueueOf, mailTaskQueueOf, TASK_QUEUE, workflowIdOf } from '../../src/contract/ids.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { skipTime } from '../../dev/server/skip-time.ts';
import { makeNamespaceReady } from '../../dev/server/namespace-ready.ts';
import { waitUntilIdle } from '../../src/temporal/wait-until-idle.ts';
import { runTogether } from '../../worker/run-together.ts';
import { installTestRuntime } from '../workflows/test-rig.ts';

/** A shop that nobody calls and a mail server that takes everything: the client's tests need no more of the world. */
const activities: PurchaseActivities = {
  cancelActivation: () => Promise.reject(new Error('not part of this test')),
  lookUpActivation: () => Promise.resolve(null),
  refund: () => Promise.reject(new Error('not part of this test')),
  lookUpRefund: () => Promise.resolve(null),
  issueReplacement: () => Promise.reject(new Error('not part of this test')),
  findReplacement: () => Promise.resolve(null),
  sendMail: ({ content, n, purchaseId }) =>
    Promise.resolve({
      status: 'accepted',
      messageId: `<${content.template}.${n}.${purchaseId}@example.com>`,
    }),
  recordPurchase: () => Promise.resolve(),
};

/** No ledger either. */
const sinks: InjectedSinks<LedgerSinks> = {
  ledger: { changed: { fn: () => undefined, callDuringReplay: false } },
};

export interface OpenService {
  client: Client;
  /** For a worker of another kind. */
  native: NativeConnection;
  namespace: string;
  returns: ReturnsClient;
  /** A client that waits `answerTimeoutMs` for purchases on `taskQueue`, where no worker runs until it is started. */
  elsewhere: (taskQueue: string, answerTimeoutMs?: number) => ReturnsClient;
  startWorker: (taskQueue?: string) => Promise<void>;
  /** Lets the claim window of a completed purchase pass. */
  untilClosed: (purchaseId: string) => Promise<void>;
  idle: (purchaseId: string) => Promise<void>;
  close: () => Promise<void>;
}

/** A real server with the real workflow. */
export async function openService(): Promise<OpenService> {
  installTestRuntime();
  const connectionOptions = { address: inject('temporalAddress') };
  const connection = await Connection.connect(connectionOptions);
  const native = await NativeConnection.connect(connectionOptions);
  // Purchase ids are the tests' own words, and the task queue is the usual one.
  const namespace = `client-${randomUUID()}`;
  await makeNamespaceReady(connection, namespace, { timeoutMs: 30_000, isGone: () => false });
  const client = new Client({ connection, namespace });
  const bundle = { codePath: inject('bundlePath') };
  const stops: (() => Promise<void>)[] = [];

  const startWorker = async (taskQueue = TASK_QUEUE): Promise<void> => {
    const worker = await Worker.create({
      connection: native,
      namespace,
      taskQueue,
      workflowBundle: bundle,
      activities: { ...activities },
      sinks,
    });
    const mailWorker = await Worker.create({
      connection: native,
      namespace,
      taskQueue: mailTaskQueueOf(taskQueue),
      activities: { sendMail: (mail: Mail) => activities.sendMail(mail) },
    });
    const ledgerWorker = await Worker.create({
      connection: native,
      namespace,
      taskQueue: ledgerTaskQueueOf(taskQueue),
      activities: { recordPurchase: (snapshot: PurchaseSnapshot) => activities.recordPurchase(snapshot) },
    });
    const running = runTogether([worker, mailWorker, ledgerWorker]);
    stops.push(() => {
      running.shutdown();
      return running.ended;
    });
  };
  const idle = async (purchaseId: string): Promise<void> => {
    const workflow = { namespace, workflowId: workflowIdOf(purchaseId) };
    await waitUntilIdle(connection.workflowService, workflow, { timeoutMs: 60_000 });
  };

  await startWorker();
  return {
    client,
    native,
    namespace,
    // Long, because a machine may be busy.
    returns: createReturnsClient({ client, answerTimeoutMs: 60_000 }),
    elsewhere: (taskQueue, answerTimeoutMs = 10_000) =>
      createReturnsClient({ client, taskQueue, answerTimeoutMs }),
    startWorker,
    idle,
    async untilClosed(purchaseId) {
      const workflowId = workflowIdOf(purchaseId);
      await skipTime(connection.workflowService, { namespace, workflowId, durationMs: 5 * DAY_MS });
      await client.workflow.getHandle(workflowId).result();
    },
    async close() {
      await Promise.all(stops.map((stop) => stop()));
      await native.close();
      await connection.close();
    },
  };
}
