import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { TASK_QUEUE } from '../../src/contract/ids.ts';
import { RIG_MAIL_FROM, type Rig } from '../../src/demo/rig.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { makeNamespaceReady } from '../../src/temporal/namespace-ready.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';
import { mailWire, type MailWire } from './mail-wire.ts';
import { orderWire, type OrderWire } from './order-wire.ts';
import { patientClient } from './patient-client.ts';
import { workerLife, type WorkerLife } from './worker-life.ts';

/** Real server, worker process, shop and mail server, with the wires between them in the test's hands. */
export interface FaultRig extends Rig {
  orders: OrderWire;
  mails: MailWire;
  worker: WorkerLife;
}

export async function faultRig(address: string = inject('temporalAddress')): Promise<FaultRig> {
  const namespace = `faults-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  await makeNamespaceReady(connection, namespace, { timeoutMs: 30_000, isGone: () => false });
  const sandbox = await startSandbox();
  const orders = await orderWire(sandbox.orderServiceUrl, sandbox.books);
  const mails = await mailWire(sandbox.smtpUrl);
  const database = await freshPostgresDatabase();
  const ledger = openPostgres(database.url);
  await migrate(ledger);
  const worker = workerLife({
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    ORDER_SERVICE_URL: orders.url,
    ORDER_SERVICE_TOKEN: sandbox.token,
    SMTP_URL: mails.url,
    MAIL_FROM: RIG_MAIL_FROM,
    DATABASE_URL: database.url,
  });
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
    worker,
    startWorker: () => worker.start(),
    stopWorker: () => worker.stop(),
    async stop() {
      await worker.stop();
      await Promise.all([orders.close(), mails.down()]);
      await sandbox.stop();
      await connection.close();
      await ledger.destroy();
      await database.drop();
    },
  };
}
