import type { WorkflowService } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { eventsDue, eventsDueOf, type DuePurchase } from '../ledger/read/events-due.ts';
import { withoutOpener } from '../ledger/read/opened-by.ts';
import { recordOpener } from '../ledger/write/api-openers.ts';
import { lookAgain, stopLooking, publishEvents, type ToPublish } from '../ledger/write/publish-events.ts';
import type { Ledger } from '../ledger/tables.ts';
import { DAY_MS, MINUTE_MS } from '../policy/duration.ts';
import { openerInMemo } from '../temporal/opener-in-memo.ts';
import { publishDueSoon } from './due-soon.ts';
import { eventsOf } from './events-of.ts';
import { rounds } from './rounds.ts';
import { taskStateOf, type TaskState } from './task-counted.ts';

const PURCHASES_AT_A_TIME = 100;
const QUESTIONS_AT_A_TIME = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10 * MINUTE_MS;
/** After a lost task comes another one, with a record of its own. If none came in this time, none will. */
const GIVEN_UP_AFTER_MS = 30 * DAY_MS;

export interface FeedWriterParts {
  ledger: Ledger;
  service: WorkflowService;
  namespace: string;
  log: { warn: (message: string, about?: Record<string, unknown>) => void };
  now: () => Date;
}

/**
 * Looks at the purchases that may have new events, and publishes what has counted. `published`: how many events came into
 * the feed. `againMs`: when something is to be looked at again, if it is known. Several processes may do so at once. Throws
 * `LedgerUnavailable`.
 */
export async function publish({
  ledger,
  service,
  namespace,
  log,
  now,
}: FeedWriterParts): Promise<{ published: number; againMs?: number }> {
  const due = await eventsDue(ledger, PURCHASES_AT_A_TIME);
  if (due.length === 0) return { published: 0 };
  const toPublish: ToPublish[] = [];
  const rest = [...due];
  let againMs = due.length === PURCHASES_AT_A_TIME ? 0 : Infinity;
  const askEach = async (): Promise<void> => {
    for (let each = rest.pop(); each !== undefined; each = rest.pop()) {
      const state = await taskStateOf(service, namespace, each).catch(() => 'not_asked' as const);
      const what = countedIn(state, each);
      if (what !== undefined) toPublish.push({ ...each, what });
      else await putOff(each);
    }
  };

  async function putOff(each: DuePurchase): Promise<void> {
    const { waitedMs } = each;
    if (waitedMs > GIVEN_UP_AFTER_MS) {
      log.warn('a change that never counted on the server is not published', { purchaseId: each.purchaseId });
      return stopLooking(ledger, each);
    }
    const pauseMs = Math.min(Math.max(waitedMs / 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    againMs = Math.min(againMs, pauseMs);
    return lookAgain(ledger, each, pauseMs);
  }

  await Promise.all(Array.from({ length: QUESTIONS_AT_A_TIME }, askEach));
  if (toPublish.length === 0) return { published: 0, ...(againMs === Infinity ? {} : { againMs }) };
  await recordOpeners({ ledger, service, namespace }, toPublish);
  const published = await publishEvents(ledger, toPublish, eventsOf, now());
  return { published, ...(againMs === Infinity ? {} : { againMs }) };
}

/**
 * Publishes what is due of purchases whose workflow has ended. Changes whose task never counted are dropped. Throws
 * `LedgerUnavailable`, and what the server throws.
 */
export async function publishTheRest(
  { ledger, service, namespace, now }: Omit<FeedWriterParts, 'log'>,
  purchaseIds: readonly PurchaseId[],
): Promise<void> {
  const toPublish: ToPublish[] = [];
  for (const each of await eventsDueOf(ledger, purchaseIds)) {
    const what = countedIn(await taskStateOf(service, namespace, each), each);
    if (what === undefined) await stopLooking(ledger, each);
    else toPublish.push({ ...each, what });
  }
  if (toPublish.length === 0) return;
  await recordOpeners({ ledger, service, namespace }, toPublish);
  await publishEvents(ledger, toPublish, eventsOf, now());
}

/**
 * Records who has opened these purchases, if the process that opened them died before it could. So a caller that gets only
 * the events of its own purchases misses none. Throws if the server cannot be asked.
 */
async function recordOpeners(
  { ledger, service, namespace }: Pick<FeedWriterParts, 'ledger' | 'service' | 'namespace'>,
  toPublish: readonly ToPublish[],
): Promise<void> {
  const unknown = await withoutOpener(
    ledger,
    toPublish.map(({ purchaseId }) => purchaseId),
  );
  for (const purchaseId of unknown) {
    const opener = await openerInMemo(service, namespace, workflowIdOf(purchaseId));
    if (opener !== undefined) await recordOpener(ledger, purchaseId, opener);
  }
}

/** `undefined`: nothing yet. */
function countedIn(
  state: TaskState | 'not_asked',
  { foundRight }: DuePurchase,
): ToPublish['what'] | undefined {
  switch (state) {
    case 'counted':
      return 'everything';
    case 'forgotten':
      return foundRight ? 'everything' : 'own_notes';
    case 'not_counted':
    case 'not_asked':
      return undefined;
    default:
      return state satisfies never;
  }
}

/** A worker publishes at once what it has written. This often it looks for what others wrote, or a worker that died. */
const LOOK_EVERY_MS = 2_000;
const DUE_SOON_EVERY_MS = MINUTE_MS;
/** Changes that come together are published together. */
const GATHER_MS = 20;

export interface FeedWriter {
  /** There may be something to publish now. */
  nudge(): void;
  stop(): Promise<void>;
}

/**
 * Publishes until it is stopped. While the ledger is out of reach it goes on trying. `onPublished`: called after events
 * came into the feed.
 */
export function startFeedWriter(
  parts: FeedWriterParts,
  onPublished: () => void = () => undefined,
): FeedWriter {
  let lookedForDueAt = -Infinity;

  async function dueSoon(): Promise<number> {
    const now = parts.now();
    if (now.getTime() - lookedForDueAt < DUE_SOON_EVERY_MS) return 0;
    const events = await publishDueSoon(parts, { now });
    lookedForDueAt = now.getTime();
    return events;
  }

  const { within, stop } = rounds(
    async () => {
      const done = await publish(parts);
      if (done.published + (await dueSoon()) > 0) onPublished();
      return done.againMs;
    },
    {
      firstMs: GATHER_MS,
      everyMs: LOOK_EVERY_MS,
      failed: (error) => parts.log.warn('the feed was not written', { error }),
    },
  );
  return { nudge: () => within(GATHER_MS), stop };
}
