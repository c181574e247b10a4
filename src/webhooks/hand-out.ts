import { ActivityExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { LedgerFailure } from '../ledger/ledger-unavailable.ts';
import { endpointsWithWork, overdue, type HandedOut } from '../ledger/read/webhook-deliveries.ts';
import type { Ledger } from '../ledger/tables.ts';
import { forgetDeliveredBefore, handOut } from '../ledger/write/webhook-deliveries.ts';
import { DAY_MS, MINUTE_MS } from '../policy/duration.ts';
import { webhookTaskQueueOf } from '../contract/ids.ts';

/** The activity that carries out one delivery. */
export const DELIVER = 'deliverWebhook';

const LOOK_EVERY_MS = 5_000;
const GATHER_MS = 10;
/** Several deliveries that end one after the other make room for one batch. */
const GATHER_ROOM_MS = 50;
const CARE_EVERY_MS = MINUTE_MS;
const CARED_AT_A_TIME = 200;
/** What has arrived stays on record for so long. */
const KEPT_MS = 30 * DAY_MS;

export interface HandOutParts {
  ledger: Ledger;
  client: Client;
  /** The task queue of the purchases. */
  taskQueue: string;
  log: { warn: (message: string, about?: Record<string, unknown>) => void };
  now: () => Date;
}

export interface HandingOut {
  /** Events have come into the feed. */
  nudge(): void;
  /** A delivery has ended and made room for another one. */
  roomMade(): void;
  stop(): Promise<void>;
}

/** Hands the events of the feed out for delivery, until it is stopped. Several processes may do so at once. */
export function startHandingOut(parts: HandOutParts): HandingOut {
  const { ledger, log, now } = parts;
  let stopped = false;
  let nudgedMs: number | undefined;
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let caredAt = -Infinity;

  async function round(): Promise<void> {
    isRunning = true;
    nudgedMs = undefined;
    try {
      for (const endpointId of await endpointsWithWork(ledger)) {
        const handed = (await handOut(ledger, endpointId, now())) ?? [];
        await startAll(parts, handed);
      }
      if (now().getTime() - caredAt >= CARE_EVERY_MS) {
        caredAt = now().getTime();
        await startAll(parts, await lost());
        await forgetDeliveredBefore(ledger, new Date(now().getTime() - KEPT_MS));
      }
    } catch (error) {
      if (!(error instanceof LedgerFailure)) {
        log.warn('webhooks were not handed out', { error: error instanceof Error ? error.name : 'unknown' });
      }
    }
    isRunning = false;
    if (!stopped) wait(nudgedMs ?? LOOK_EVERY_MS);
  }

  const lost = (): Promise<HandedOut[]> => {
    const at = now().getTime();
    return overdue(ledger, {
      handedBefore: new Date(at - MINUTE_MS),
      dueBefore: new Date(at - 10 * MINUTE_MS),
      most: CARED_AT_A_TIME,
    });
  };

  function within(ms: number): void {
    if (stopped || (nudgedMs !== undefined && nudgedMs <= ms)) return;
    nudgedMs = ms;
    if (!isRunning) wait(ms);
  }

  function wait(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = round();
    }, ms);
  }

  wait(GATHER_MS);
  return {
    nudge: () => within(GATHER_MS),
    roomMade: () => within(GATHER_ROOM_MS),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/**
 * Gives deliveries to Temporal, each as an activity without a workflow. One that Temporal has already is left to it. One
 * that cannot be started now is started a minute later, because it stays on record as handed out.
 */
async function startAll(
  { client, taskQueue, log }: HandOutParts,
  handed: readonly HandedOut[],
): Promise<void> {
  await Promise.all(
    handed.map(async (each) => {
      try {
        await client.activity.start(DELIVER, {
          id: `webhook-${each.endpointId}-${each.sequence}-${each.round}`,
          taskQueue: webhookTaskQueueOf(taskQueue),
          args: [each],
          startToCloseTimeout: '40 s',
          scheduleToCloseTimeout: '5 d',
          // For a worker that has died or a ledger that is away. After a failed try the activity names its own pause.
          retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '10 min' },
          idConflictPolicy: 'USE_EXISTING',
          idReusePolicy: 'ALLOW_DUPLICATE',
        });
      } catch (error) {
        if (error instanceof ActivityExecutionAlreadyStartedError) return;
        const name = error instanceof Error ? error.name : 'unknown';
        log.warn('a webhook was not given to Temporal', { endpointId: each.endpointId, error: name });
      }
    }),
  );
}
