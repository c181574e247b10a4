import { sql, type Transaction } from 'kysely';
import type { FeedEvent } from '../../contract/feed-event.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { FAILING_FROM, type HandedOut } from '../read/webhook-deliveries.ts';
import type { Ledger, LedgerTables, WhyDisabled } from '../tables.ts';

/** So many are handed out to a receiver and not tried yet. */
const SENDING_AT_MOST = 20;
/** A failing endpoint gets one event in this time, until one arrives. */
const PROBE_EVERY_MS = 5 * 60_000;

/**
 * Hands out what is next for one endpoint: first what is to be sent again, then what came into the feed. `undefined`: it is
 * switched off, or another process hands out for it. Throws `LedgerUnavailable`.
 */
export function handOut(ledger: Ledger, endpointId: string, now: Date): Promise<HandedOut[] | undefined> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const endpoint = await transaction
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('endpoint_id', '=', endpointId)
        .where('status', '=', 'enabled')
        .forUpdate()
        .skipLocked()
        .executeTakeFirst();
      if (endpoint === undefined) return undefined;
      const room = await roomOf(transaction, endpoint, now);
      if (room === 0) return [];
      const again = await takeQueued(transaction, endpointId, room, now);
      const first = await takeFromFeed(transaction, endpoint, room - again.length, now);
      return [...again, ...first];
    }),
  );
}

interface Endpoint {
  endpoint_id: string;
  types: FeedEvent['type'][] | null;
  handed_to: number;
  failures: number;
  last_tried_at: Date | null;
}

async function roomOf(
  transaction: Transaction<LedgerTables>,
  { endpoint_id, failures, last_tried_at }: Endpoint,
  now: Date,
): Promise<number> {
  const { sending } = await transaction
    .selectFrom('webhook_deliveries')
    .select((row) => row.fn.countAll<number>().as('sending'))
    .where('endpoint_id', '=', endpoint_id)
    .where('state', '=', 'sending')
    .executeTakeFirstOrThrow();
  if (failures < FAILING_FROM) return Math.max(0, SENDING_AT_MOST - sending);
  const quietMs = last_tried_at === null ? Infinity : now.getTime() - last_tried_at.getTime();
  return sending === 0 && quietMs >= PROBE_EVERY_MS ? 1 : 0;
}

async function takeQueued(
  transaction: Transaction<LedgerTables>,
  endpointId: string,
  most: number,
  now: Date,
): Promise<HandedOut[]> {
  const rows = await transaction
    .updateTable('webhook_deliveries')
    .set({ state: 'sending', handed_at: now })
    .where('endpoint_id', '=', endpointId)
    .where('sequence', 'in', (row) =>
      row
        .selectFrom('webhook_deliveries')
        .select('sequence')
        .where('endpoint_id', '=', endpointId)
        .where('state', '=', 'queued')
        .orderBy('sequence')
        .limit(most),
    )
    .returning(['sequence', 'round'])
    .execute();
  return rows.map(({ sequence, round }) => ({ endpointId, sequence, round }));
}

async function takeFromFeed(
  transaction: Transaction<LedgerTables>,
  { endpoint_id: endpointId, types, handed_to }: Endpoint,
  most: number,
  now: Date,
): Promise<HandedOut[]> {
  if (most <= 0) return [];
  const { head } = await transaction
    .selectFrom('events')
    .select((row) => row.fn.coalesce(row.fn.max('sequence'), sql<number>`0`).as('head'))
    .executeTakeFirstOrThrow();
  if (head <= handed_to) return [];
  const events = await transaction
    .selectFrom('events')
    .select('sequence')
    .where('sequence', '>', handed_to)
    .where('sequence', '<=', head)
    .$if(types !== null, (rest) => rest.where('type', 'in', types ?? []))
    .orderBy('sequence')
    .limit(most)
    .execute();
  const handedTo = events.length < most ? head : (events.at(-1)?.sequence ?? head);
  await transaction
    .updateTable('webhook_endpoints')
    .set({ handed_to: handedTo })
    .where('endpoint_id', '=', endpointId)
    .execute();
  if (events.length === 0) return [];
  await transaction
    .insertInto('webhook_deliveries')
    .values(
      events.map(({ sequence }) => ({
        endpoint_id: endpointId,
        sequence,
        round: 1,
        state: 'sending' as const,
        tries: 0,
        handed_at: now,
      })),
    )
    // Sent again by hand before it was its turn.
    .onConflict((conflict) => conflict.columns(['endpoint_id', 'sequence']).doNothing())
    .execute();
  return events.map(({ sequence }) => ({ endpointId, sequence, round: 1 }));
}

/** Saves that an event has arrived. The endpoint is then well. Throws `LedgerUnavailable`. */
export function saveDelivered(
  ledger: Ledger,
  { endpointId, sequence, round }: HandedOut,
  { status, now }: { status: number; now: Date },
): Promise<void> {
  return inLedger(async () => {
    await sql`
      with ended as (
        update ledger.webhook_deliveries set
          state = 'delivered', tries = tries + 1, last_status = ${status}, last_error = null, next_try_at = null,
          ended_at = ${now}
        where endpoint_id = ${endpointId} and sequence = ${sequence} and round = ${round}
      )
      update ledger.webhook_endpoints set
        failures = 0, failing_since = null, warned_at = null, last_tried_at = ${now}
      where endpoint_id = ${endpointId} and failures > 0`.execute(ledger);
  });
}

/** How the endpoint stands after a failed try. */
export interface EndpointHealth {
  url: string;
  failures: number;
  failingSince: Date;
  warned: boolean;
}

/**
 * Saves a try that failed. Without `nextTryAt` it was the last one. `undefined`: the endpoint is gone. Throws
 * `LedgerUnavailable`.
 */
export function saveFailedTry(
  ledger: Ledger,
  { endpointId, sequence, round }: HandedOut,
  why: { status?: number; error?: string; nextTryAt?: Date | undefined; now: Date },
): Promise<EndpointHealth | undefined> {
  const { status = null, error = null, nextTryAt = null, now } = why;
  return inLedger(async () => {
    const { rows } = await sql<{
      url: string;
      failures: number;
      failing_since: Date;
      warned_at: Date | null;
    }>`
      with tried as (
        update ledger.webhook_deliveries set
          state = ${nextTryAt === null ? 'failed' : 'waiting'}, tries = tries + 1, last_status = ${status},
          last_error = ${error}, next_try_at = ${nextTryAt}::timestamptz,
          ended_at = ${nextTryAt === null ? now : null}::timestamptz
        where endpoint_id = ${endpointId} and sequence = ${sequence} and round = ${round}
      )
      update ledger.webhook_endpoints set
        failures = failures + 1, failing_since = coalesce(failing_since, ${now}), last_tried_at = ${now}
      where endpoint_id = ${endpointId}
      returning url, failures, failing_since, warned_at`.execute(ledger);
    const [row] = rows;
    return (
      row && {
        url: row.url,
        failures: row.failures,
        failingSince: row.failing_since,
        warned: row.warned_at !== null,
      }
    );
  });
}

/** Whether this call is the one that may warn of the endpoint. Throws `LedgerUnavailable`. */
export function takeWarningTurn(ledger: Ledger, endpointId: string, now: Date): Promise<boolean> {
  return inLedger(async () => {
    const taken = await ledger
      .updateTable('webhook_endpoints')
      .set({ warned_at: now })
      .where('endpoint_id', '=', endpointId)
      .where('warned_at', 'is', null)
      .returning('endpoint_id')
      .executeTakeFirst();
    return taken !== undefined;
  });
}

/** Gives the turn back: the warning has not gone out. Throws `LedgerUnavailable`. */
export function giveWarningTurnBack(ledger: Ledger, endpointId: string): Promise<void> {
  return inLedger(async () => {
    await ledger
      .updateTable('webhook_endpoints')
      .set({ warned_at: null })
      .where('endpoint_id', '=', endpointId)
      .execute();
  });
}

/**
 * Switches an endpoint off. What was handed out for it and has not arrived counts as failed, and stays to be sent again.
 * Whether it was on. Throws `LedgerUnavailable`.
 */
export function switchOff(ledger: Ledger, endpointId: string, why: WhyDisabled, now: Date): Promise<boolean> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const done = await transaction
        .updateTable('webhook_endpoints')
        .set({ status: 'disabled', disabled_why: why, disabled_at: now })
        .where('endpoint_id', '=', endpointId)
        .where('status', '=', 'enabled')
        .returning('endpoint_id')
        .executeTakeFirst();
      if (done === undefined) return false;
      await transaction
        .updateTable('webhook_deliveries')
        .set({ state: 'failed', last_error: 'switched_off', next_try_at: null, ended_at: now })
        .where('endpoint_id', '=', endpointId)
        .where('state', 'in', ['queued', 'sending', 'waiting'])
        .execute();
      return true;
    }),
  );
}

/** Deletes what has arrived and is older. Throws `LedgerUnavailable`. */
export function forgetDeliveredBefore(ledger: Ledger, before: Date): Promise<void> {
  return inLedger(async () => {
    await ledger
      .deleteFrom('webhook_deliveries')
      .where('state', '=', 'delivered')
      .where('ended_at', '<', before)
      .execute();
  });
}

/** Queues events for an endpoint once more, whatever became of them: one, or all since an instant. How many. */
export function queueAgain(
  ledger: Ledger,
  endpointId: string,
  which: { eventId: string } | { since: Date },
): Promise<number> {
  return inLedger(async () => {
    const chosen = 'eventId' in which ? sql`event_id = ${which.eventId}` : sql`told_at >= ${which.since}`;
    const { rows } = await sql<{ sequence: number }>`
      insert into ledger.webhook_deliveries as known (endpoint_id, sequence, round, state, tries)
      select endpoint.endpoint_id, event.sequence, 1, 'queued', 0
      from ledger.webhook_endpoints as endpoint, ledger.events as event
      where endpoint.endpoint_id = ${endpointId} and ${chosen}
      and (endpoint.types is null or event.type = any (endpoint.types))
      and event.sequence <= endpoint.handed_to
      on conflict (endpoint_id, sequence) do update set
        state = 'queued', round = known.round + 1, tries = 0, last_status = null, last_error = null,
        next_try_at = null, ended_at = null
      where known.state in ('delivered', 'failed')
      returning sequence`.execute(ledger);
    return rows.length;
  });
}
