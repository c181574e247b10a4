import { ActivityExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { rounds } from '../feed/rounds.ts';
import { endpointsWithWork, overdue, type HandedOut } from '../ledger/read/webhook-deliveries.ts';
import type { Ledger } from '../ledger/tables.ts';
import { handOut } from '../ledger/write/webhook-hand-out.ts';
import { forgetDeliveredBefore } from '../ledger/write/webhook-tries.ts';
import { DAY_MS, MINUTE_MS } from '../policy/duration.ts';
import { webhookTaskQueueOf } from '../contract/ids.ts';

/** The activity that carries out one delivery. */
export const DELIVER = 'deliverWebhook';

const LOOK_EVERY_MS = 5_000;
const GATHER_MS = 10;
/** Deliveries that end shortly after one another make room for one batch. */
const GATHER_ROOM_MS = 50;
const CARE_EVERY_MS = MINUTE_MS;
const CARED_AT_A_TIME = 200;
/** How long a delivery that has arrived stays on record. */
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
  let caredAt = -Infinity;
  let notStarted: readonly HandedOut[] = [];

  async function handOutAll(): Promise<undefined> {
    notStarted = await startAll(parts, notStarted);
    for (const endpointId of await endpointsWithWork(ledger)) {
      const handed = (await handOut(ledger, endpointId, now())) ?? [];
      notStarted = [...notStarted, ...(await startAll(parts, handed))];
    }
    const at = now().getTime();
    if (at - caredAt < CARE_EVERY_MS) return;
    caredAt = at;
    const lost = await overdue(ledger, {
      handedBefore: new Date(at - MINUTE_MS),
      dueBefore: new Date(at - 10 * MINUTE_MS),
      most: CARED_AT_A_TIME,
    });
    await startAll(parts, lost);
    await forgetDeliveredBefore(ledger, new Date(at - KEPT_MS));
  }

  const { within, stop } = rounds(handOutAll, {
    firstMs: GATHER_MS,
    everyMs: LOOK_EVERY_MS,
    failed: (error) => log.warn('webhooks were not handed out', { error }),
  });
  return { nudge: () => within(GATHER_MS), roomMade: () => within(GATHER_ROOM_MS), stop };
}

/**
 * Gives deliveries to Temporal, each as an activity without a workflow. One that Temporal has already is left to it.
 * Answers those that cannot be started now. They are on record as handed out, so if this process dies, another one starts
 * them.
 */
async function startAll(
  { client, taskQueue, log }: HandOutParts,
  handed: readonly HandedOut[],
): Promise<HandedOut[]> {
  const started = await Promise.all(
    handed.map(async (each): Promise<HandedOut | undefined> => {
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
        return undefined;
      } catch (error) {
        if (error instanceof ActivityExecutionAlreadyStartedError) return undefined;
        const name = error instanceof Error ? error.name : 'unknown';
        log.warn('a webhook was not given to Temporal', { endpointId: each.endpointId, error: name });
        return each;
      }
    }),
  );
  return started.filter((each) => each !== undefined);
}
