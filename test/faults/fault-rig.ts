import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { TASK_QUEUE } from '../../src/contract/ids.ts';
import { RIG_MAIL_FROM, type Rig } from '../../dev/rig/rig.ts';
import { startSandbox } from '../../dev/sandbox/sandbox.ts';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { makeNamespaceReady } from '../../dev/server/namespace-ready.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';
import { databaseWire, type DatabaseWire } from './database-wire.ts';
import { mailWire, type MailWire } from './mail-wire.ts';
import { orderWire, type OrderWire } from './order-wire.ts';
import { patientClient } from './patient-client.ts';
import { programLife, type ProgramLife } from './program-life.ts';
import { webhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** Real server, worker process, shop and mail server, with the wires between them in the test's hands. */
export interface FaultRig extends Rig {
  orders: OrderWire;
  mails: MailWire;
  database: DatabaseWire;
  webhooks: WebhookReceiver;
  worker: ProgramLife;
  /** Resolves when nothing is being done to the database. */
  calm: () => Promise<void>;
  /** One more, not started yet, with something else in its environment. Whoever asks for it stops it. */
  workerIn(environment: Record<string, string>): ProgramLife;
  lostCalls: LostCalls;
  /** Whether this was the identity of a worker process that has ended. */
  isGone(identity: string): boolean;
}

/**
 * What becomes of a call whose worker was killed. The server finds out when its time is up, 45 to 60 s later, unless
 * whoever waits for the purchase reports it.
 */
export type LostCalls = 'time out' | 'are reported';

export interface FaultRigOptions {
  /** Default: are reported. */
  lostCalls?: LostCalls;
  /** Default: the server of the whole run. */
  temporalAddress?: string;
  /** A database with nothing in it, which stays the caller's. Default: one of its own on the PostgreSQL of the run. */
  databaseUrl?: string;
}

export async function faultRig({
  temporalAddress: address = inject('temporalAddress'),
  databaseUrl,
  lostCalls = 'are reported',
}: FaultRigOptions = {}): Promise<FaultRig> {
  const namespace = `faults-${randomUUID()}`;
  // Histories with large messages are read whole.
  const channelArgs = { 'grpc.max_receive_message_length': 64 * 1024 * 1024 };
  const connection = await Connection.connect({ address, channelArgs });
  await makeNamespaceReady(connection, namespace, { timeoutMs: 30_000, isGone: () => false });
  const sandbox = await startSandbox();
  const orders = await orderWire(sandbox.orderServiceUrl, sandbox.shopData);
  const mails = await mailWire(sandbox.smtpUrl);
  const fresh =
    databaseUrl === undefined
      ? await freshPostgresDatabase()
      : { url: databaseUrl, drop: () => Promise.resolve() };
  const ledger = openPostgres(fresh.url);
  await migrate(ledger);
  const database = await databaseWire(fresh.url, sandbox.shopData);
  const webhooks = await webhookReceiver();
  await webhooks.subscribe(ledger);
  const environment = {
    ...webhooks.environment,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    ORDER_SERVICE_URL: orders.url,
    ORDER_SERVICE_TOKEN: sandbox.token,
    SMTP_URL: mails.url,
    MAIL_FROM: RIG_MAIL_FROM,
    DATABASE_URL: database.url,
  };
  const workerIn = (more: Record<string, string>): ProgramLife =>
    programLife('worker/main.ts', { ...environment, ...more });
  const worker = workerIn({});
  const workers = [worker];
  const temporal = new Client({ connection, namespace });
  const returns = createReturnsClient({ client: temporal, taskQueue: TASK_QUEUE, answerTimeoutMs: 8_000 });
  await worker.start();
  return {
    temporal,
    namespace,
    returns: patientClient(returns),
    sandbox,
    ledger,
    orders,
    mails,
    database,
    webhooks,
    worker,
    lostCalls,
    calm: () => Promise.resolve(),
    workerIn(more) {
      const another = workerIn(more);
      workers.push(another);
      return another;
    },
    // The SDK's own identity: <pid>@<host>.
    isGone: (identity) => workers.some((each) => each.isGone(Number.parseInt(identity, 10))),
    startWorker: () => worker.start(),
    stopWorker: () => worker.stop(),
    // Its worker is a process of its own, which writes soon by itself.
    flush: () => Promise.resolve(),
    async stop() {
      await worker.stop();
      await Promise.all([orders.close(), mails.down(), database.down(), webhooks.close()]);
      await sandbox.stop();
      await connection.close();
      await ledger.destroy();
      await fresh.drop();
    },
  };
}
