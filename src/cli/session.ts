import { Client, type Connection, type WorkflowService } from '@temporalio/client';
import type { RequestAnswer } from '../client/request.ts';
import { createReturnsClient, type ReturnsClient } from '../client/returns-client.ts';
import { workflowIdOf } from '../contract/ids.ts';
import type { Instant, PurchaseId } from '../contract/scalars.ts';
import type { PurchaseStatus } from '../contract/status.ts';
import { openPostgres } from '../ledger/open-ledger.ts';
import { ledgerRecords } from '../ledger/purchase-records.ts';
import type { Ledger } from '../ledger/tables.ts';
import { sendGivenUp } from '../operations/send-given-up.ts';
import { configuredServer } from '../temporal/configured-server.ts';
import { connectTemporal, type ServerPlace } from '../temporal/connect-temporal.ts';
import { waitUntilIdle } from '../temporal/wait-until-idle.ts';
import { workflowNow, type WorkflowRef } from '../temporal/workflow-clock.ts';
import { cliConfig } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { isServerOf, refuseOtherLedger } from './service-on-data.ts';
import { readRunning, type Running } from './start-file.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** How long a command waits for everything that follows from it, so that it shows the state after that. */
const SETTLE_TIMEOUT_MS = 3_000;

/** One command's connection to the running service. */
export interface Session {
  returns: ReturnsClient;
  /** Temporal's own interface, and the workflow of a purchase there. */
  service: WorkflowService;
  workflow: (purchaseId: PurchaseId) => WorkflowRef;
  /** Whether the order service is the sandbox’s, if these are the purchases of the `npm start` that runs on the data. */
  sandboxShop: boolean | undefined;
  /** The status once nothing is under way, and the purchase's own clock. Throws `NotPossible` for an unknown purchase. */
  statusOf(purchaseId: PurchaseId): Promise<{ status: PurchaseStatus; now: Instant }>;
  /** Makes an open purchase send the mails that it has given up, to the address that it has. */
  sendGivenUp(purchaseId: PurchaseId, by: string): Promise<RequestAnswer>;
  close(): Promise<void>;
}

export interface Where {
  dataDir: string;
  /** Used before `TEMPORAL_ADDRESS`, which is used before the address that `npm start` has saved. */
  address?: string | undefined;
  env: NodeJS.ProcessEnv;
}

/** Throws `NotPossible` if no service is named, and `NoTemporalServer` if it cannot be used. */
export async function openSession({ dataDir, address, env }: Where): Promise<Session> {
  const configured = configuredServer(address === undefined ? env : { ...env, TEMPORAL_ADDRESS: address });
  const running = readRunning(dataDir);
  const at = configured.connection ?? (running && { address: running.temporalAddress });
  if (at === undefined) {
    throw new NotPossible(
      'No service runs on this data: start it with `npm start`, or set TEMPORAL_ADDRESS.',
    );
  }
  const namespace = configured.connection || !running ? configured.namespace : running.namespace;
  const server = { connection: at, namespace };
  const here = running && isServerOf(running, server) ? running : undefined;
  const { databaseUrl = here?.databaseUrl } = cliConfig(env);
  // It connects at its first use.
  const ledger = databaseUrl === undefined ? undefined : openPostgres(databaseUrl);
  const connection = await connected(server, ledger, here).catch(async (error: unknown) => {
    await ledger?.destroy();
    throw error;
  });
  const client = new Client({ connection, namespace });
  const returns = createReturnsClient({ client, ...(ledger && { records: ledgerRecords(ledger) }) });
  const service = connection.workflowService;
  const workflow = (purchaseId: PurchaseId): WorkflowRef => ({
    namespace,
    workflowId: workflowIdOf(purchaseId),
  });
  return {
    returns,
    service,
    workflow,
    sandboxShop: here?.sandboxShop,
    async statusOf(purchaseId) {
      // A purchase that is still busy after that is shown as it is.
      await waitUntilIdle(service, workflow(purchaseId), { timeoutMs: SETTLE_TIMEOUT_MS }).catch(
        () => undefined,
      );
      const found = await returns.status(purchaseId);
      if (!found.found) throw new NotPossible(`There is no purchase ${purchaseId}.`);
      const forgotten = found.from === 'record';
      const now = forgotten ? Date.now() : await workflowNow(service, workflow(purchaseId));
      return { status: found.status, now };
    },
    sendGivenUp: (purchaseId, by) => sendGivenUp({ temporal: client, returns }, purchaseId, by),
    async close() {
      await connection.close();
      await ledger?.destroy();
    },
  };
}

/** Throws `NotPossible` if ledger and server belong to two services. */
async function connected(
  server: ServerPlace,
  ledger: Ledger | undefined,
  here: Running | undefined,
): Promise<Connection> {
  if (ledger !== undefined && here !== undefined) await refuseOtherLedger(ledger, here);
  return connectTemporal(server, CONNECT_TIMEOUT_MS);
}
