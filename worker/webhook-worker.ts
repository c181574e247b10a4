import { ApplicationFailure } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { Worker, type Logger, type NativeConnection } from '@temporalio/worker';
import { webhookTaskQueueOf } from '../src/contract/ids.ts';
import type { HandedOut } from '../src/ledger/read/webhook-deliveries.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import type { PrivateRanges } from '../src/webhooks/private-ranges.ts';
import { hasStandaloneActivities } from '../src/temporal/standalone-activities.ts';
import type { EndpointAlert } from '../src/ledger/read/webhook-alerts.ts';
import { startAlerts } from '../src/webhooks/alerts.ts';
import { deliveries } from '../src/webhooks/deliver.ts';
import { DELIVER, startHandingOut } from '../src/webhooks/hand-out.ts';
import { poster } from '../src/webhooks/post.ts';

/** Slow receivers hold a slot for up to 20 s each. A slot costs little. */
const DELIVERIES_AT_A_TIME = 400;

export interface WebhookConfig {
  /** The master secret, from which those of the endpoints are made. */
  secret: Buffer;
  privateRanges: PrivateRanges;
  /** Sends a mail about an endpoint to whoever keeps the deployment. `false`: it did not get out. */
  alert: (about: EndpointAlert) => Promise<boolean>;
}

export interface WebhookWorkerOptions extends WebhookConfig {
  connection: NativeConnection;
  client: Client;
  namespace: string;
  /** The task queue of the purchases. */
  taskQueue: string;
  ledger: Ledger;
  log: Pick<Logger, 'warn' | 'error'>;
  graceMs: number;
}

export interface WebhookWorker {
  worker: Worker;
  /** Events have come into the feed. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Hands out the events of the feed, and delivers them. */
export async function createWebhookWorker(options: WebhookWorkerOptions): Promise<WebhookWorker> {
  const { connection, client, namespace, taskQueue, ledger, log, graceMs } = options;
  const now = (): Date => new Date();
  if ((await hasStandaloneActivities(client.workflowService, namespace)) === false) {
    log.error(
      'no webhook is delivered: this Temporal server runs no activities without a workflow (1.32 does, with activity.enableStandalone)',
      { namespace },
    );
  }
  const http = poster(options.privateRanges);
  const alerts = startAlerts({ ledger, alert: options.alert, log, now });
  const parts = {
    ledger,
    secret: options.secret,
    poster: http,
    switchedOff: () => alerts.within(0),
    otherSecret: once((endpointId) => {
      log.error(
        'webhooks are not sent: WEBHOOK_SECRET is not the one that the endpoint was made with. Set that one, or rotate the endpoint.',
        { endpointId },
      );
    }),
    now,
    random: Math.random,
  };
  const { deliver } = deliveries(parts);
  const handingOut = startHandingOut({ ledger, client, taskQueue, log, now });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: webhookTaskQueueOf(taskQueue),
    activities: {
      async [DELIVER](handed: HandedOut): Promise<void> {
        const delivered = await deliver(handed);
        handingOut.roomMade();
        if (delivered.done) return;
        throw ApplicationFailure.create({
          message: 'not delivered yet',
          type: 'NotDeliveredYet',
          nextRetryDelay: delivered.againMs,
        });
      },
    },
    shutdownGraceTime: graceMs,
    maxConcurrentActivityTaskExecutions: DELIVERIES_AT_A_TIME,
  });
  return {
    worker,
    nudge: () => handingOut.nudge(),
    async stop() {
      await handingOut.stop();
      await alerts.stop();
      http.close();
    },
  };
}

/** Once for each endpoint in the life of the process. */
function once(act: (endpointId: string) => void): (endpointId: string) => void {
  const done = new Set<string>();
  return (endpointId) => {
    if (!done.has(endpointId)) act(endpointId);
    done.add(endpointId);
  };
}
