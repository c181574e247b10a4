import type { WorkflowService } from '@temporalio/client';
import { workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { eventsDue, eventsDueOf, type DuePurchase } from '../ledger/read/events-due.ts';
import { withoutOpener } from '../ledger/read/opened-by.ts';
import { recordOpener } from '../ledger/write/api-openers.ts';
import { lookAgain, stopLooking, tellEvents, type ToTell } from '../ledger/write/tell-events.ts';
import type { Ledger } from '../ledger/tables.ts';
import { DAY_MS, MINUTE_MS } from '../policy/duration.ts';
import { openerInMemo } from '../temporal/opener-in-memo.ts';
import { tellDueSoon } from './due-soon.ts';
import { eventsOf } from './events-of.ts';
import { rounds } from './rounds.ts';
import { taskStateOf, type TaskState } from './task-counted.ts';

const PURCHASES_AT_A_TIME = 100;
const QUESTIONS_AT_A_TIME = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10 * MINUTE_MS;
/** A lost task is followed by another one, and that by a record. If none came for so long, none will. */
const GIVEN_UP_AFTER_MS = 30 * DAY_MS;

export interface TellerParts {
  ledger: Ledger;
  service: WorkflowService;
  namespace: string;
  log: { warn: (message: string, about?: Record<string, unknown>) => void };
  now: () => Date;
}

/**
 * Looks at the purchases of which something may have to be told, and puts what has counted into the feed. `told`: how many
 * events came into it. `againMs`: when something is to be looked at again, if it is known. Several processes may do so at
 * once. Throws `LedgerUnavailable`.
 */
export async function tell({
  ledger,
  service,
  namespace,
  log,
  now,
}: TellerParts): Promise<{ told: number; againMs?: number }> {
  const due = await eventsDue(ledger, PURCHASES_AT_A_TIME);
  if (due.length === 0) return { told: 0 };
  const toTell: ToTell[] = [];
  const rest = [...due];
  let againMs = due.length === PURCHASES_AT_A_TIME ? 0 : Infinity;
  const askEach = async (): Promise<void> => {
    for (let each = rest.pop(); each !== undefined; each = rest.pop()) {
      const state = await taskStateOf(service, namespace, each).catch(() => 'not_asked' as const);
      const what = toldIn(state, each);
      if (what !== undefined) toTell.push({ ...each, what });
      else await putOff(each);
    }
  };

  async function putOff(each: DuePurchase): Promise<void> {
    const { waitedMs } = each;
    if (waitedMs > GIVEN_UP_AFTER_MS) {
      log.warn('a change that never came to be on the server is not told', { purchaseId: each.purchaseId });
      return stopLooking(ledger, each);
    }
    const pauseMs = Math.min(Math.max(waitedMs / 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    againMs = Math.min(againMs, pauseMs);
    return lookAgain(ledger, each, pauseMs);
  }

  await Promise.all(Array.from({ length: QUESTIONS_AT_A_TIME }, askEach));
  if (toTell.length === 0) return { told: 0, ...(againMs === Infinity ? {} : { againMs }) };
  await recordOpeners({ ledger, service, namespace }, toTell);
  const told = await tellEvents(ledger, toTell, eventsOf, now());
  return { told, ...(againMs === Infinity ? {} : { againMs }) };
}

/**
 * Tells what is still to be told of these purchases, whose workflows are over: what no task of theirs has made count, none
 * ever will, so that is not told. Throws `LedgerUnavailable`, and what the server throws.
 */
export async function tellTheRest(
  { ledger, service, namespace, now }: Omit<TellerParts, 'log'>,
  purchaseIds: readonly PurchaseId[],
): Promise<void> {
  const toTell: ToTell[] = [];
  for (const each of await eventsDueOf(ledger, purchaseIds)) {
    const what = toldIn(await taskStateOf(service, namespace, each), each);
    if (what === undefined) await stopLooking(ledger, each);
    else toTell.push({ ...each, what });
  }
  if (toTell.length === 0) return;
  await recordOpeners({ ledger, service, namespace }, toTell);
  await tellEvents(ledger, toTell, eventsOf, now());
}

/**
 * Records who has opened these purchases, if the process that opened them has died before it could. So whoever is told only
 * of purchases of its own misses none. Throws if the server cannot be asked.
 */
async function recordOpeners(
  { ledger, service, namespace }: Pick<TellerParts, 'ledger' | 'service' | 'namespace'>,
  toTell: readonly ToTell[],
): Promise<void> {
  const unknown = await withoutOpener(
    ledger,
    toTell.map(({ purchaseId }) => purchaseId),
  );
  for (const purchaseId of unknown) {
    const opener = await openerInMemo(service, namespace, workflowIdOf(purchaseId));
    if (opener !== undefined) await recordOpener(ledger, purchaseId, opener);
  }
}

/** `undefined`: nothing yet. */
function toldIn(state: TaskState | 'not_asked', { foundRight }: DuePurchase): ToTell['what'] | undefined {
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

/** A worker tells what it has written at once. This often it looks for what others have written, or a worker that died. */
const LOOK_EVERY_MS = 2_000;
const DUE_SOON_EVERY_MS = MINUTE_MS;
/** Changes that come together are told together. */
const GATHER_MS = 20;

export interface Teller {
  /** Something may have to be told now. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Tells until it is stopped. While the ledger is out of reach it goes on trying. `told`: called after events came into the feed. */
export function startTeller(parts: TellerParts, told: () => void = () => undefined): Teller {
  let lookedForDueAt = -Infinity;

  async function dueSoon(): Promise<number> {
    const now = parts.now();
    if (now.getTime() - lookedForDueAt < DUE_SOON_EVERY_MS) return 0;
    const events = await tellDueSoon(parts, { now });
    lookedForDueAt = now.getTime();
    return events;
  }

  const { within, stop } = rounds(
    async () => {
      const done = await tell(parts);
      if (done.told + (await dueSoon()) > 0) told();
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
