import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { MIGRATIONS } from '../../src/ledger/migrations/all.ts';
import { startSandbox, type Sandbox } from '../../dev/sandbox/sandbox.ts';
import { freePorts } from '../../src/listening/free-ports.ts';
import { freshPostgresDatabase } from '../databases/fresh-postgres-database.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { GRPC } from '../../src/temporal/grpc-status.ts';
import { denyingProxy } from '../temporal/denying-proxy.ts';
import { namespaceKeeping, retentionOf } from '../temporal/kept-namespace.ts';
import { startWorkerProcess, surroundings } from './worker-process.ts';

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

test('without its configuration it says all that is missing at once, and ends', async () => {
  const { code, stderr } = await startWorkerProcess({ SMTP_URL: 'ftp://secret@example.org' }).ended;
  expect(code).toBe(1);
  for (const name of ['ORDER_SERVICE_URL', 'ORDER_SERVICE_TOKEN', 'SMTP_URL', 'MAIL_FROM', 'DATABASE_URL']) {
    expect(stderr).toContain(`  ${name} `);
  }
  expect(stderr).not.toContain('secret');
});

test('in a namespace that keeps closed purchases for a day it says so in one line and ends; the namespace is left as it is', async () => {
  const address = inject('temporalAddress');
  const namespace = await namespaceKeeping(DAY_MS, address);

  const { code, stdout, stderr } = await startWorkerProcess(
    await surroundings(sandbox, { address, namespace }),
  ).ended;

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    `Namespace ${namespace} keeps closed purchases for 24 hours and at least 720 are needed: ` +
      `run \`temporal operator namespace update --namespace ${namespace} --retention 720h\` and start again.\n`,
  );
  expect(await retentionOf(namespace, address)).toBe(DAY_MS);
});

test('in a namespace that keeps them for exactly 30 days it starts, without a warning', async () => {
  const address = inject('temporalAddress');
  const namespace = await namespaceKeeping(30 * DAY_MS, address);
  const worker = startWorkerProcess({
    ...(await surroundings(sandbox, { address, namespace })),
    LOG_LEVEL: 'warn',
  });

  expect(await worker.ready).toMatch(/^ready worker /);

  worker.child.kill('SIGTERM');
  expect(await worker.ended).toMatchObject({ code: 0, stderr: '' });
});

test('where the server does not tell the retention it starts, with one line of warning', async (context) => {
  const address = await denyingProxy(
    inject('temporalAddress'),
    'DescribeNamespace',
    GRPC.UNIMPLEMENTED,
    context,
  );
  const namespace = inject('namespace');
  const worker = startWorkerProcess({
    ...(await surroundings(sandbox, { address, namespace })),
    LOG_LEVEL: 'warn',
  });

  expect(await worker.ready).toMatch(/^ready worker /);

  worker.child.kill('SIGTERM');
  const { code, stderr } = await worker.ended;
  expect(code).toBe(0);
  const said = stderr.split('\n').filter((line) => line.includes('closed purchases'));
  expect(said.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      level: 40,
      namespace,
      msg: `It could not be checked that namespace ${namespace} keeps closed purchases for at least 720 hours: the server does not say.`,
    }),
  ]);
});

test('a worker that its server does not take says why and ends', async (context) => {
  const address = await denyingProxy(
    inject('temporalAddress'),
    'DescribeNamespace',
    GRPC.PERMISSION_DENIED,
    context,
  );
  const worker = startWorkerProcess(await surroundings(sandbox, { address, namespace: inject('namespace') }));

  const { code, stdout, stderr } = await worker.ended;

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect(lines).toEqual([
    'The Temporal server does not let a worker describe namespace default, and without that none starts: give that right ' +
      'to the credentials of TEMPORAL_API_KEY or TEMPORAL_TLS_CLIENT_CERT_PATH.',
  ]);
});

test('asked to stop in the middle of a refund, it finishes that, pays once and ends; its log names nobody', async () => {
  const server = { address: inject('temporalAddress'), namespace: inject('namespace') };
  const worker = startWorkerProcess({ ...(await surroundings(sandbox, server)), LOG_LEVEL: 'debug' });
  expect(await worker.ready).toMatch(/^ready worker http:\/\/127\.0\.0\.1:\d+$/);

  const client = new Client({ connection, namespace: inject('namespace') });
  const returns = createReturnsClient({ client });
  const order = sandbox.shop.buy({
    customer: { customerId: 'c1', email: 'ada.lovelace@example.org', name: 'Ada Lovelace' },
  });
  const { purchaseId } = order;
  sandbox.faults.add({ kind: 'slow', delayMs: 2_000, call: 'refund', times: 1 });
  expect(await returns.openPurchase(order)).toEqual({ opened: true, already: false });
  await returns.activationCancelled(purchaseId, sandbox.shop.cancel(purchaseId));
  const handle = client.workflow.getHandle(workflowIdOf(purchaseId));
  await vi.waitFor(
    async () => {
      const { raw } = await handle.describe();
      const refunding = raw.pendingActivities?.some(
        ({ activityType, lastStartedTime }) => activityType?.name === 'refund' && lastStartedTime,
      );
      if (!refunding) throw new Error('no refund is under way');
    },
    { timeout: 20_000, interval: 10 },
  );
  // Terminal and npm each pass Ctrl-C on.
  worker.child.kill('SIGINT');
  await vi.waitFor(async () => {
    const answer = await fetch(`${await worker.url()}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ready: false, why: 'the worker is draining' },
    ]);
  });
  worker.child.kill('SIGINT');
  const { code, stderr } = await worker.ended;
  expect(code).toBe(0);
  expect(refundsOf(sandbox, purchaseId)).toEqual([{ amount: 149, currency: 'EUR' }]);
  const { events } = await handle.fetchHistory();
  expect(events?.filter((event) => event.activityTaskFailedEventAttributes)).toEqual([]);
  for (const secret of ['ada.lovelace', 'Lovelace', order.activation.phoneNumber, sandbox.token]) {
    expect(stderr).not.toContain(secret);
  }

  // Another worker goes on where this one stopped.
  const next = startWorkerProcess(await surroundings(sandbox, server));
  expect(await handle.result()).toMatchObject({ outcome: 'refunded', clause: 'R2' });
  next.child.kill('SIGTERM');
  expect((await next.ended).code).toBe(0);
  expect(refundsOf(sandbox, purchaseId)).toEqual([{ amount: 149, currency: 'EUR' }]);
});

describe('a ledger that cannot be used keeps a worker from starting, in a sentence', () => {
  const started = async (url: string) => {
    const server = { address: inject('temporalAddress'), namespace: inject('namespace') };
    const { code, stderr } = await startWorkerProcess({
      ...(await surroundings(sandbox, server)),
      DATABASE_URL: url,
    }).ended;
    return { code, stderr };
  };

  test('that was never migrated', async () => {
    const database = await freshPostgresDatabase();
    onTestFinished(() => database.drop());
    expect(await started(database.url)).toEqual({
      code: 1,
      stderr: `The database of DATABASE_URL is not up to date, ${Object.keys(MIGRATIONS).join(', ')} is missing: run npm run migrate.\n`,
    });
  });

  test('that is not there, without its address', async () => {
    const [port] = await freePorts(1);
    expect(await started(`postgres://returns:secret@127.0.0.1:${port}/returns`)).toEqual({
      code: 1,
      stderr:
        'The database of DATABASE_URL cannot be used (ECONNREFUSED): nobody listens there: start it, or correct the address.\n',
    });
  });
});
