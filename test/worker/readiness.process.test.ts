import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { WORKFLOW_TYPE, workflowIdOf } from '../../src/contract/ids.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { startSandbox, type Sandbox } from '../../dev/sandbox/sandbox.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { bundleOptions } from '../../worker/bundle.ts';
import { createLog, installRuntime, temporalLogger } from '../../worker/log.ts';
import { startWorker } from '../../worker/worker.ts';
import { anOrder } from '../client/an-order.ts';
import { freshLedger } from '../databases/fresh-postgres-database.ts';
import { startWorkerProcess, surroundings } from './worker-process.ts';

const SOON = { timeout: 90_000, interval: 200 };

let sandbox: Sandbox;
let connection: Connection;
beforeAll(async () => {
  sandbox = await startSandbox();
  connection = await Connection.connect({ address: inject('temporalAddress') });
});
afterAll(async () => {
  await connection.close();
  await sandbox.stop();
});

test('a worker whose ledger may only be read is not ready, and says why', async () => {
  const environment = await surroundings(sandbox, {
    address: inject('temporalAddress'),
    namespace: inject('namespace'),
  });
  const ledger = openPostgres(environment['DATABASE_URL'] ?? '');
  const name = new URL(environment['DATABASE_URL'] ?? '').pathname.slice(1);
  await sql`alter database ${sql.id(name)} set default_transaction_read_only = on`.execute(ledger);
  await ledger.destroy();
  const worker = startWorkerProcess(environment);
  const url = await worker.url();

  await vi.waitFor(async () => {
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { ready: false, why: 'the ledger may only be read' },
    ]);
  }, SOON);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
});

test('a worker whose every task fails is not ready, until one succeeds; one purchase that fails changes nothing', async () => {
  const log = createLog('error');
  const [port] = await freePorts(1);
  installRuntime(log, { metricsAddress: `127.0.0.1:${port}` });
  const taskQueue = 'readiness';
  const ledger = await freshLedger();
  onTestFinished(() => ledger.destroy());
  const worker = await startWorker({
    connection: { address: inject('temporalAddress') },
    namespace: inject('namespace'),
    taskQueue,
    bundle: await bundleWorkflowCode({
      ...bundleOptions(temporalLogger(log)),
      workflowsPath: fileURLToPath(new URL('../client/mute-purchase.ts', import.meta.url)),
    }),
    outside: {
      orderServiceUrl: sandbox.orderServiceUrl,
      orderServiceToken: sandbox.token,
      mail: { smtpUrl: sandbox.smtpUrl, from: 'returns@instaotp.example' },
      ledger,
    },
    sdkMetrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
  });
  onTestFinished(() => worker.stop());
  const client = new Client({ connection, namespace: inject('namespace') });
  const start = async (purchaseId: string, service: 'tasks' | 'fine'): Promise<void> => {
    const order = anOrder(purchaseId);
    await client.workflow.start(WORKFLOW_TYPE, {
      args: [{ ...order, activation: { ...order.activation, service } }],
      workflowId: workflowIdOf(purchaseId),
      taskQueue,
    });
  };
  const triedTwice = (purchaseId: string) =>
    vi.waitFor(async () => {
      const { raw } = await client.workflow.getHandle(workflowIdOf(purchaseId)).describe();
      expect(raw.pendingWorkflowTask?.attempt ?? 0).toBeGreaterThanOrEqual(2);
    }, SOON);

  await start('p-ready-failing', 'tasks');
  await triedTwice('p-ready-failing');
  expect(await worker.readiness()).toEqual({ ready: true });

  await Promise.all(Array.from({ length: 12 }, (_, n) => start(`p-ready-failing-${n}`, 'tasks')));
  await vi.waitFor(
    async () => expect(await worker.readiness()).toEqual({ ready: false, why: 'every workflow task fails' }),
    SOON,
  );

  await start('p-ready-fine', 'fine');
  await vi.waitFor(async () => expect(await worker.readiness()).toEqual({ ready: true }), SOON);
});
