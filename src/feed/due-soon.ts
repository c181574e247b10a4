import type { WorkflowService } from '@temporalio/client';
import type { PurchaseId } from '../contract/scalars.ts';
import type { Ledger } from '../ledger/tables.ts';
import { claimsDueSoon, type DueSoon } from '../ledger/read/events-due.ts';
import { appendEvents, knownEvents, type NewEvent } from '../ledger/write/publish-events.ts';
import { DAY_MS } from '../policy/duration.ts';
import { eventIdOf } from './events-of.ts';
import { taskStateOf } from './task-counted.ts';

export interface DueSoonParts {
  ledger: Ledger;
  service: WorkflowService;
  namespace: string;
}

export interface DueSoonOptions {
  now: Date;
  /** Only this purchase, whose clock is ahead. */
  purchaseId?: PurchaseId;
  /** How many deadlines are read together. */
  atATime?: number;
}

const AT_A_TIME = 500;

/**
 * Publishes which deadlines of claims end within a day after `now`, each once, however late. One that has ended is left
 * out, because nobody can keep it any more. They are read from the ledger, so they cost the purchases nothing. Answers how
 * many were published. Throws `LedgerUnavailable`.
 */
export async function publishDueSoon(
  parts: DueSoonParts,
  { now, purchaseId, atATime = AT_A_TIME }: DueSoonOptions,
): Promise<number> {
  const to = new Date(now.getTime() + DAY_MS);
  let published = 0;
  let after: DueSoon | undefined;
  do {
    const due = await claimsDueSoon(parts.ledger, { from: now, to, purchaseId, after, most: atATime });
    published += await publishNew(parts, due, now);
    after = due.length < atATime ? undefined : due.at(-1);
  } while (after !== undefined);
  return published;
}

async function publishNew(
  { ledger, service, namespace }: DueSoonParts,
  due: readonly DueSoon[],
  now: Date,
): Promise<number> {
  const events = due.map((each): { each: DueSoon; event: NewEvent } => ({ each, event: dueSoonOf(each) }));
  const known = await knownEvents(
    ledger,
    events.map(({ event }) => event.eventId),
  );
  const counted: NewEvent[] = [];
  for (const { each, event } of events) {
    if (known.has(event.eventId)) continue;
    const state = await taskStateOf(service, namespace, each).catch(() => 'not_asked' as const);
    if (state === 'counted') counted.push(event);
  }
  return counted.length === 0 ? 0 : appendEvents(ledger, counted, now);
}

function dueSoonOf({ purchaseId, claimId, deadline, at, asOf }: DueSoon): NewEvent {
  const type = 'claim.due_soon';
  const data = { purchaseId, claimId, deadline, at: at.toISOString() };
  const dayBefore = at.getTime() - DAY_MS;
  return {
    eventId: eventIdOf(JSON.stringify([type, data]), 0),
    type,
    purchaseId,
    // A deadline that was set with less than a day left is due soon from then on.
    at: new Date(Math.max(dayBefore, asOf.getTime())).toISOString(),
    data,
  };
}
