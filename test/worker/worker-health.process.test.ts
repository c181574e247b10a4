import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createReturnsClient } from '../../src/client/returns-client.ts';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { DAY_MS, MINUTE_MS } from '../../src/policy/duration.ts';
import { startSandbox, type Sandbox } from '../../dev/sandbox/sandbox.ts';
import { skipTime } from '../../dev/server/skip-time.ts';
import { startTemporal } from '../../dev/server/start-temporal.ts';
import type { TemporalServer } from '../../dev/server/temporal-server.ts';
import { waitUntilIdle } from '../../src/temporal/wait-until-idle.ts';
import { serverOf } from '../dev/server/server-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startWorkerProcess, surroundings } from './worker-process.ts';

const SOON = { timeout: 30_000, interval: 50 };

async function startServer(dataDir: string): Promise<TemporalServer> {
  const server = await startTemporal({ dataDir, needs: 'time_skipping', say: () => undefined });
  onTestFinished(() => server.stop());
  return server;
}

async function sandbox(): Promise<Sandbox> {
  const started = await startSandbox();
  onTestFinished(() => started.stop());
  return started;
}

async function connect({ address, namespace }: TemporalServer): Promise<Client> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return new Client({ connection, namespace });
}

const asked = async (url: string): Promise<{ status: number; answer: unknown }> => {
  const response = await fetch(url);
  return { status: response.status, answer: await response.json() };
};

/** The values of our own metrics, without the labels that are the same for all. */
async function metricsAt(url: string): Promise<Record<string, number>> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  const values = lines.flatMap((line) => {
    const [, name, labels = '', value] = /^(returns_\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const own = labels.split(',').filter((label) => label !== '' && !label.startsWith('service_name='));
    return [[own.length === 0 ? name : `${name}{${own.toSorted().join(',')}}`, Number(value)] as const];
  });
  return Object.fromEntries(values);
}

test('the metrics show what is open, what was paid, mailed and put before support, and how late', async () => {
  const server = await startServer(temporaryFolder());
  const shop = await sandbox();
  const worker = startWorkerProcess(await surroundings(shop, server));
  const url = await worker.url();
  const client = await connect(server);
  const returns = createReturnsClient({ client });
  const service = client.workflowService;
  const { namespace } = server;
  const open = async (): Promise<string> => {
    const order = shop.shop.buy({});
    expect(await returns.openPurchase(order)).toMatchObject({ opened: true });
    return order.purchaseId;
  };
  const idle = (id: string) =>
    waitUntilIdle(service, { namespace, workflowId: workflowIdOf(id) }, { timeoutMs: 60_000 });
  const pass = async (id: string, durationMs: number): Promise<void> => {
    await skipTime(service, { namespace, workflowId: workflowIdOf(id), durationMs });
    await idle(id);
  };

  const waiting = await open();
  const returned = await open();
  await pass(returned, 21 * MINUTE_MS);
  const refused = await open();
  shop.faults.add({ call: 'refund', kind: 'refused', reason: 'till closed', times: 1 });
  await pass(refused, 21 * MINUTE_MS);
  const claimed = await open();
  await returns.smsReceived(claimed, shop.shop.deliverSms(claimed));
  await idle(claimed);
  await returns.submitClaim(claimed, {
    by: { kind: 'customer', id: 'c1' },
    claimType: 'major_defect',
    reason: 'The number lost every second code today.',
  });
  await Promise.all([waiting, returned, refused, claimed].map(idle));

  const metrics = await metricsAt(url);
  expect(metrics).toMatchObject({
    'returns_purchases_held{stage="awaiting_sms"}': 1,
    'returns_purchases_held{stage="returning_funds"}': 1,
    'returns_purchases_held{stage="in_remediation"}': 1,
    'returns_purchases_held{stage="claim_window"}': 0,
    'returns_purchases_by_stage{stage="awaiting_sms"}': 1,
    'returns_purchases_by_stage{stage="returning_funds"}': 1,
    'returns_purchases_by_stage{stage="in_remediation"}': 1,
    'returns_purchases_by_stage{stage="claim_window"}': 0,
    'returns_attention_held{step="refund"}': 1,
    'returns_attention_held{step="cancel"}': 0,
    'returns_attention_raised_total{step="refund"}': 1,
    'returns_purchases_closed_total{clause="R2",outcome="refunded"}': 1,
    'returns_claims_filed_total{claim_type="major_defect"}': 1,
    'returns_refunds_total{status="sent"}': 2,
    'returns_refunds_total{status="confirmed"}': 1,
    'returns_refunds_total{status="refused"}': 1,
    'returns_refunded_minor_units_total{currency="EUR"}': 149,
    'returns_mails_total{outcome="accepted",template="funds_returned"}': 1,
    'returns_mails_total{outcome="accepted",template="refund_delayed"}': 1,
    'returns_mails_total{outcome="accepted",template="remediation_started"}': 1,
    'returns_deadline_lateness_seconds_count{stage="awaiting_sms"}': 2,
    // Counters of what has not happened yet are there too, so that Prometheus sees them grow.
    'returns_purchases_closed_total{clause="C3a",outcome="replaced"}': 0,
    'returns_claims_filed_total{claim_type="non_receipt"}': 0,
    'returns_refunds_total{status="unknown"}': 0,
    'returns_replacements_total{status="issued"}': 0,
    'returns_mails_total{outcome="given_up",template="funds_returned"}': 0,
    'returns_attention_raised_total{step="notice"}': 0,
  });
  // The server's own count follows a moment later, and is remembered for half a minute.
  expect(metrics['returns_purchases_open']).toBeGreaterThanOrEqual(3);
  expect(metrics['returns_deadline_lateness_seconds_bucket{le="60",stage="awaiting_sms"}']).toBe(2);
  // The SDK's metrics are there too.
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
    /^temporal_workflow_task_execution_latency_seconds_count/m,
  );

  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
}, 90_000);

test('a server that dies makes it not ready, never dead, and when it is back it goes on and pays once', async () => {
  const dataDir = temporaryFolder();
  const first = await startServer(dataDir);
  const shop = await sandbox();
  const worker = startWorkerProcess(await surroundings(shop, first));
  const url = await worker.url();
  await vi.waitFor(
    async () => expect(await asked(`${url}/readyz`)).toEqual({ status: 200, answer: { ready: true } }),
    SOON,
  );

  const before = await connect(first);
  const order = shop.shop.buy({});
  const { purchaseId } = order;
  expect(await createReturnsClient({ client: before }).openPurchase(order)).toMatchObject({ opened: true });
  const workflow = { namespace: first.namespace, workflowId: workflowIdOf(purchaseId) };
  await waitUntilIdle(before.workflowService, workflow, { timeoutMs: 60_000 });

  process.kill(serverOf(dataDir).pid, 'SIGKILL');
  await first.ended;
  await vi.waitFor(
    async () =>
      expect(await asked(`${url}/readyz`)).toEqual({
        status: 503,
        answer: { ready: false, why: 'the Temporal server does not answer' },
      }),
    SOON,
  );
  expect(await asked(`${url}/livez`)).toEqual({ status: 200, answer: { live: true } });
  expect(await metricsAt(url)).toMatchObject({ 'returns_purchases_held{stage="awaiting_sms"}': 1 });

  const second = await startServer(dataDir);
  expect(second.address).toBe(first.address);
  await vi.waitFor(async () => expect((await asked(`${url}/readyz`)).status).toBe(200), SOON);
  const after = await connect(second);
  await skipTime(after.workflowService, { ...workflow, durationMs: DAY_MS });
  expect(await after.workflow.getHandle(workflow.workflowId).result()).toMatchObject({
    outcome: 'refunded',
    clause: 'R2',
  });
  expect(refundsOf(shop, purchaseId)).toEqual([{ amount: 149, currency: 'EUR' }]);
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
}, 120_000);
