import type { WorkflowService } from '@temporalio/client';
import type { PurchaseId } from '../contract/scalars.ts';
import type { Ledger } from '../ledger/tables.ts';
import { claimsDueSoon, type DueSoon } from '../ledger/read/events-due.ts';
import { appendEvents, knownEvents, type Untold } from '../ledger/write/tell-events.ts';
import { DAY_MS } from '../policy/duration.ts';
import { eventIdOf } from './events-of.ts';
import { taskStateOf } from './task-counted.ts';

export interface DueSoonParts {
  ledger: Ledger;
  service: WorkflowService;
  namespace: string;
}

/**
 * Tells of the deadlines of claims that end within a day after `now`, each once. They are read from the ledger, so they
 * cost the purchases nothing. Only of one purchase with `purchaseId`, for one whose clock is ahead. Answers how many were
 * told. Throws `LedgerUnavailable`.
 */
export async function tellDueSoon(
  { ledger, service, namespace }: DueSoonParts,
  { now, purchaseId }: { now: Date; purchaseId?: PurchaseId },
): Promise<number> {
  const to = new Date(now.getTime() + DAY_MS);
  const due = await claimsDueSoon(ledger, { from: now, to, purchaseId });
  const events = due.map((each): { each: DueSoon; event: Untold } => ({ each, event: dueSoonOf(each) }));
  const known = await knownEvents(
    ledger,
    events.map(({ event }) => event.eventId),
  );
  const counted: Untold[] = [];
  for (const { each, event } of events) {
    if (known.has(event.eventId)) continue;
    const state = await taskStateOf(service, namespace, each).catch(() => 'not_asked' as const);
    if (state === 'counted') counted.push(event);
  }
  return counted.length === 0 ? 0 : appendEvents(ledger, counted, now);
}

function dueSoonOf({ purchaseId, claimId, deadline, at, asOf }: DueSoon): Untold {
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
