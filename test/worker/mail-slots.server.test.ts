import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { createReturnsClient, type ReturnsClient } from '../../src/client/returns-client.ts';
import { refundsOf } from '../../dev/rig/shop-remedies.ts';
import { SMTP_CONNECTIONS } from '../../src/emails/sending/mailer.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { startSandbox, type Sandbox } from '../../dev/sandbox/sandbox.ts';
import { startWorker, type ReturnsWorker } from '../../worker/worker.ts';
import { freshLedger } from '../databases/fresh-postgres-database.ts';
import { polite, scriptedServer } from '../emails/sending/mail-server.ts';
import { mail, MESSAGE_ID } from '../emails/sending/mailer.ts';
import { installTestRuntime } from '../workflows/test-rig.ts';
import { mailOfBefore } from './mail-of-before.ts';

const WAITING_MAILS = 200;
/** Longer than the test: whoever waits for the mail server waits for ever. */
const NEVER_MS = 3_600_000;
const PRICE = { amount: 149, currency: 'EUR' };
const SOON = { timeout: 120_000, interval: 200 };

let sandbox: Sandbox;
let ledger: Ledger;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  installTestRuntime();
  sandbox = await startSandbox();
  ledger = await freshLedger();
  connection = await Connection.connect({ address: inject('temporalAddress') });
  client = new Client({ connection, namespace: inject('namespace') });
});
afterAll(async () => {
  await connection.close();
  await ledger.destroy();
  await sandbox.stop();
});

const startOn = async (taskQueue: string, smtpUrl: string): Promise<ReturnsWorker> =>
  startWorker({
    connection: { address: inject('temporalAddress') },
    namespace: inject('namespace'),
    taskQueue,
    bundle: { codePath: inject('bundlePath') },
    outside: {
      orderServiceUrl: sandbox.orderServiceUrl,
      orderServiceToken: sandbox.token,
      mail: {
        smtpUrl,
        from: 'returns@instaotp.example',
        timeouts: { connectMs: NEVER_MS, greetingMs: NEVER_MS, socketMs: NEVER_MS, totalMs: NEVER_MS },
      },
      ledger,
    },
  });

/** A purchase whose funds go back at once, with one mail. */
async function returned(returns: ReturnsClient): Promise<string> {
  const order = sandbox.shop.buy({});
  await returns.openPurchase(order);
  await returns.activationCancelled(order.purchaseId, sandbox.shop.cancel(order.purchaseId));
  return order.purchaseId;
}

const refundOf = async (returns: ReturnsClient, purchaseId: string): Promise<string | undefined> => {
  const found = await returns.status(purchaseId);
  return found.found ? found.status.refund?.status : undefined;
};

test(`with ${WAITING_MAILS} mails before a mail server that hangs, a refund is confirmed, and no mail has been let go for it`, async () => {
  let letGo = 0;
  const mailServer = await scriptedServer((line, socket) => {
    if (line === 'DATA') socket.once('close', () => (letGo += 1));
    else polite(line, socket);
  });
  const taskQueue = 'mail-slots';
  const worker = await startOn(taskQueue, mailServer.url);
  // First the mail server: a mail that it holds would hold the worker.
  onTestFinished(async () => {
    await mailServer[Symbol.asyncDispose]();
    await worker.stop();
  });
  const returns = createReturnsClient({ client, taskQueue });
  const before: string[] = [];
  for (let opened = 0; opened < WAITING_MAILS; opened += 20) {
    before.push(...(await Promise.all(Array.from({ length: 20 }, () => returned(returns)))));
  }
  await vi.waitFor(() => {
    expect(before.filter((purchaseId) => refundsOf(sandbox, purchaseId).length === 0)).toEqual([]);
  }, SOON);

  const purchaseId = await returned(returns);
  await vi.waitFor(async () => expect(await refundOf(returns, purchaseId)).toBe('confirmed'), SOON);

  expect(refundsOf(sandbox, purchaseId)).toEqual([PRICE]);
  expect(letGo).toBe(0);
  expect(mailServer.lines.filter((line) => line === 'DATA')).toHaveLength(SMTP_CONNECTIONS);
  const mails = await ledger.selectFrom('mails').select('status').execute();
  expect(mails.filter(({ status }) => status === 'accepted')).toEqual([]);
  expect(await worker.readiness()).toEqual({ ready: true });
});

test('a mail that waits where the purchases are, from before mails had a queue of their own, is sent', async () => {
  const taskQueue = 'mail-slots-before';
  const worker = await startOn(taskQueue, sandbox.smtpUrl);
  onTestFinished(() => worker.stop());
  const native = await NativeConnection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => native.close());
  const before = await Worker.create({
    connection: native,
    namespace: inject('namespace'),
    taskQueue: 'mail-slots-version-before',
    workflowsPath: fileURLToPath(new URL('./mail-of-before.ts', import.meta.url)),
  });

  const receipt = await before.runUntil(
    client.workflow.execute(mailOfBefore, {
      workflowId: taskQueue,
      taskQueue: 'mail-slots-version-before',
      args: [taskQueue, mail],
    }),
  );

  expect(receipt).toEqual({ status: 'accepted', messageId: MESSAGE_ID });
  expect(sandbox.inbox.messages().map(({ messageId }) => `<${messageId}>`)).toEqual([MESSAGE_ID]);
});
