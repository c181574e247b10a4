import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { Instant, PurchaseId } from '../../src/contract/scalars.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import { objectOf } from '../../src/contract/validation/fields.ts';
import { reader, readWith } from '../../src/contract/validation/reader.ts';
import { timestamp } from '../../src/contract/validation/timestamp.ts';
import { publishDueSoon } from '../../src/feed/due-soon.ts';
import { LedgerFailure } from '../../src/ledger/ledger-unavailable.ts';
import { DAY_MS } from '../../src/policy/duration.ts';
import { waitUntilIdle, StillBusy } from '../../src/temporal/wait-until-idle.ts';
import { workflowNow, type WorkflowRef } from '../../src/temporal/workflow-clock.ts';
import { answerOnce } from '../../src/web/api/acts.ts';
import type { KeyedRoute } from '../../src/web/api/api.ts';
import { idempotencyKeyOf, type Answered } from '../../src/web/api/idempotency.ts';
import type { ApiEnv, ApiContext } from '../../src/web/api/parts.ts';
import { malformed, NOT_FOUND, refuse, ProblemError, unavailable } from '../../src/web/api/problems.ts';
import { purchaseInPath } from '../../src/web/api/purchases.ts';
import { jsonBody, queryOf } from '../../src/web/api/read-request.ts';
import { skipTime } from '../server/skip-time.ts';

export interface ClockRouteOptions {
  /** With a real shop its own clock would stay behind. */
  sandboxShop: boolean;
  timeSkipping: boolean;
}

const NEXT_DEADLINE = 'next_deadline';

const body = objectOf<{ to: string }>({
  to: reader(`${NEXT_DEADLINE}, or an instant of RFC 3339`, (value) => {
    if (value === NEXT_DEADLINE) return NEXT_DEADLINE;
    const instant = readWith(timestamp, value);
    return instant.ok ? instant.value : undefined;
  }),
});

/** Just after a deadline: the server's own timers can be up to a second late. */
const JUST_AFTER_MS = 2_000;
/** As far as a purchase goes: beyond it the jump itself would take long. */
const FARTHEST_MS = 400 * DAY_MS;
/** More than a purchase has deadlines. */
const MOST_STOPS = 100;

/** Moves the clock of one purchase forward, and answers what happened meanwhile. */
export const clockRoute = (options: ClockRouteOptions): KeyedRoute => ({
  method: 'POST',
  path: '/v1/sandbox/purchases/:purchaseId/clock',
  roles: ['service', 'agent', 'approver'],
  handle: (context, c) => moveClock(context, c, options),
});

async function moveClock(
  context: ApiContext,
  c: Context<ApiEnv>,
  { sandboxShop, timeSkipping }: ClockRouteOptions,
): Promise<Response> {
  queryOf(c, []);
  const purchaseId = await purchaseInPath(context, c);
  const key = idempotencyKeyOf(c);
  const wanted = readWith(body, await jsonBody(c));
  if (!wanted.ok) throw new ProblemError(malformed(wanted.problems));
  if (!sandboxShop) {
    throw refuse(
      409,
      'shop_is_real',
      'Time is skipped only with the sandbox’s shop: the clock of a real one stays.',
    );
  }
  if (!timeSkipping) {
    throw refuse(
      409,
      'cannot_skip',
      'This Temporal server cannot skip time: start it as version 1.32 or later.',
    );
  }
  const { to } = wanted.value;
  const asked = ['moveClock', purchaseId, to];
  const write = { caller: c.get('caller'), key, asked, purchaseId, byTurn: true } as const;
  return answerOnce(c, await context.once(write, () => moved(context, purchaseId, to)));
}

async function moved(context: ApiContext, purchaseId: PurchaseId, wanted: string): Promise<Answered> {
  const service = context.temporal.workflowService;
  const { namespace } = context.temporal.options;
  const workflow = { namespace, workflowId: workflowIdOf(purchaseId) };
  const before = await statusOf(context, purchaseId);
  if (before.stage === 'closed') {
    throw refuse(409, 'purchase_closed', 'The purchase has closed, so no time passes for it any more.');
  }
  const now = await workflowNow(service, workflow);
  const to = target(wanted, before);
  const durationMs = to - now;
  if (durationMs <= 0 || durationMs > FARTHEST_MS) {
    const message = 'must be later than the clock of the purchase, by 400 days at most';
    throw new ProblemError(malformed([{ field: 'to', message }]));
  }
  try {
    for (let stops = 0; ; stops += 1) {
      const at = await workflowNow(service, workflow);
      if (at >= to) break;
      const stop = stops < MOST_STOPS ? nextStop(to, at, await statusOf(context, purchaseId)) : to;
      const skip = await skipTime(service, { ...workflow, durationMs: stop - at });
      if (skip.result === 'failed') throw unavailableClock();
      await waitUntilIdle(service, workflow, { timeoutMs: 30_000 });
      // It has closed on the way.
      if (skip.result !== 'arrived') break;
      await publishByItsClock(context, workflow, purchaseId);
      if (stop === to) break;
    }
  } catch (error) {
    if (error instanceof StillBusy) throw unavailableClock();
    throw error;
  }
  const after = await statusOf(context, purchaseId);
  const { stage, nextDeadline = null, allowedActions, revision, result, timeline } = after;
  return {
    status: 200,
    body: {
      purchaseId,
      now: new Date(await workflowNow(service, workflow)).toISOString(),
      stage,
      nextDeadline,
      allowedActions,
      revision,
      ...(result ? { result } : {}),
      happened: timeline.slice(before.timeline.length),
    },
  };
}

const unavailableClock = (): ProblemError =>
  new ProblemError(
    unavailable('still_busy', 'The purchase is still busy, so its clock has not arrived: repeat it later.'),
  );

function target(to: string, { nextDeadline }: PurchaseStatus): Instant {
  if (to !== NEXT_DEADLINE) return Date.parse(to);
  if (nextDeadline !== undefined) return Date.parse(nextDeadline.at) + JUST_AFTER_MS;
  throw refuse(409, 'no_deadline', 'Nothing is due by itself now: name an instant.');
}

/**
 * Also a day before each deadline, because that is when its event `claim.due_soon` is published, and just after it, because
 * then there is another one.
 */
function nextStop(to: Instant, now: Instant, { nextDeadline }: PurchaseStatus): Instant {
  if (nextDeadline === undefined) return to;
  const at = Date.parse(nextDeadline.at);
  return [at - DAY_MS, at + JUST_AFTER_MS].find((stop) => now < stop && stop < to) ?? to;
}

/**
 * Publishes which deadlines of the purchase end soon. The worker does that by the host's clock, which is behind that of
 * this purchase. With the ledger away nothing is published, and the clock has moved all the same.
 */
async function publishByItsClock(
  context: ApiContext,
  workflow: WorkflowRef,
  purchaseId: PurchaseId,
): Promise<void> {
  const { ledger, temporal } = context;
  const service = temporal.workflowService;
  try {
    await waitForRecord(context, purchaseId);
    const now = new Date(await workflowNow(service, workflow));
    await publishDueSoon({ ledger, service, namespace: workflow.namespace }, { now, purchaseId });
  } catch (error) {
    if (!(error instanceof LedgerFailure)) throw error;
  }
}

/** Waits until the ledger has the purchase as it is. After three seconds it goes on with what is there. */
async function waitForRecord(context: ApiContext, purchaseId: PurchaseId): Promise<void> {
  const { revision } = await statusOf(context, purchaseId);
  for (let tries = 0; tries < 60; tries += 1) {
    const record = await context.desk.record(purchaseId);
    if (record !== undefined && record.revision >= revision) return;
    await delay(50);
  }
}

async function statusOf({ returns }: ApiContext, purchaseId: PurchaseId): Promise<PurchaseStatus> {
  const found = await returns.status(purchaseId);
  if (!found.found) throw new ProblemError(NOT_FOUND);
  return found.status;
}
