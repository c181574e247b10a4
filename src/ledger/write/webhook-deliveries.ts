import { sql, type Transaction } from 'kysely';
import type { FeedEvent } from '../../contract/feed-event.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { openedBy } from '../read/opened-by.ts';
import { FAILING_FROM, type HandedOut } from '../read/webhook-deliveries.ts';
import type { Ledger, LedgerTables, WhyDisabled } from '../tables.ts';
import { MINUTE_MS } from '../../policy/duration.ts';

/** So many are handed out to a receiver and not tried yet. */
const SENDING_AT_MOST = 20;
/** A failing endpoint gets so many events in this time, until one arrives. */
const PROBES = 10;
const PROBE_EVERY_MS = 5 * MINUTE_MS;

/**
 * Hands out what is next for one endpoint: first what came into the feed, then what is to be sent again. `undefined`: it is
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
      // What is new comes first: sending again the events of a month must not hold it up.
      const first = await takeFromFeed(transaction, endpoint, room, now);
      const again = await takeQueued(transaction, endpointId, room - first.length, now);
      const more = await takeRange(transaction, endpoint, room - first.length - again.length, now);
      return [...first, ...again, ...more];
    }),
  );
}

/** Which types of events an endpoint gets. Null: all. */
interface Chosen {
  types: FeedEvent['type'][] | null;
  service: string | null;
}

interface Endpoint extends Chosen {
  endpoint_id: string;
  handed_to: number;
  resend_after: number | null;
  resend_to: number | null;
  failures: number;
}

async function roomOf(
  transaction: Transaction<LedgerTables>,
  { endpoint_id, failures }: Endpoint,
  now: Date,
): Promise<number> {
  const { sending, handedAt } = await transaction
    .selectFrom('webhook_deliveries')
    .select((row) => [
      row.fn.countAll<number>().filterWhere('state', '=', 'sending').as('sending'),
      row.fn.max<Date | null>('handed_at').as('handedAt'),
    ])
    .where('endpoint_id', '=', endpoint_id)
    .where('state', 'in', ['sending', 'waiting'])
    .executeTakeFirstOrThrow();
  if (failures < FAILING_FROM) return Math.max(0, SENDING_AT_MOST - sending);
  const quietMs = handedAt === null ? Infinity : now.getTime() - handedAt.getTime();
  return sending === 0 && quietMs >= PROBE_EVERY_MS ? PROBES : 0;
}

async function takeQueued(
  transaction: Transaction<LedgerTables>,
  endpointId: string,
  most: number,
  now: Date,
): Promise<HandedOut[]> {
  if (most <= 0) return [];
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
  endpoint: Endpoint,
  most: number,
  now: Date,
): Promise<HandedOut[]> {
  if (most <= 0) return [];
  const { endpoint_id: endpointId, handed_to } = endpoint;
  const { head } = await transaction
    .selectFrom('events')
    .select((row) => row.fn.coalesce(row.fn.max('sequence'), sql<number>`0`).as('head'))
    .executeTakeFirstOrThrow();
  if (head <= handed_to) return [];
  const sequences = await between(transaction, endpoint, { after: handed_to, to: head, most });
  const handedTo = sequences.length < most ? head : (sequences.at(-1) ?? head);
  await transaction
    .updateTable('webhook_endpoints')
    .set({ handed_to: handedTo })
    .where('endpoint_id', '=', endpointId)
    .execute();
  return beginAnew(transaction, endpointId, sequences, now);
}

/** From the range that is to be sent again. */
async function takeRange(
  transaction: Transaction<LedgerTables>,
  endpoint: Endpoint,
  most: number,
  now: Date,
): Promise<HandedOut[]> {
  const { endpoint_id: endpointId, resend_after: after, resend_to: to } = endpoint;
  if (most <= 0 || after === null || to === null) return [];
  const sequences = await between(transaction, endpoint, { after, to, most });
  const isOver = sequences.length < most;
  await transaction
    .updateTable('webhook_endpoints')
    .set(
      isOver
        ? { resend_after: null, resend_to: null }
        : { resend_after: sequences.at(-1) ?? after, resend_to: to },
    )
    .where('endpoint_id', '=', endpointId)
    .execute();
  return beginAnew(transaction, endpointId, sequences, now);
}

/** The places of the events that an endpoint gets after one place, up to another. */
async function between(
  transaction: Transaction<LedgerTables>,
  { types, service }: Chosen,
  { after, to, most }: { after: number; to: number; most: number },
): Promise<number[]> {
  const events = await transaction
    .selectFrom('events')
    .select('sequence')
    .where('sequence', '>', after)
    .where('sequence', '<=', to)
    .$if(types !== null, (rest) => rest.where('type', 'in', types ?? []))
    .$if(service !== null, (rest) => rest.where(openedBy(service ?? '')))
    .orderBy('sequence')
    .limit(most)
    .execute();
  return events.map(({ sequence }) => sequence);
}

/** Begins deliveries, for the first time or once more. One that is on its way already is left to that. */
async function beginAnew(
  transaction: Transaction<LedgerTables>,
  endpointId: string,
  sequences: readonly number[],
  now: Date,
): Promise<HandedOut[]> {
  if (sequences.length === 0) return [];
  const { rows } = await sql<{ sequence: number; round: number }>`
    insert into ledger.webhook_deliveries as known (endpoint_id, sequence, round, state, tries, handed_at)
    select ${endpointId}, sequence, 1, 'sending', 0, ${now}
    from unnest(${[...sequences]}::bigint[]) as sequence
    on conflict (endpoint_id, sequence) do update set
      state = 'sending', round = known.round + 1, tries = 0, handed_at = excluded.handed_at, last_status = null,
      last_error = null, next_try_at = null, ended_at = null
    where known.state in ('delivered', 'failed', 'waiting')
    returning sequence, round`.execute(transaction);
  return rows.map(({ sequence, round }) => ({ endpointId, sequence, round }));
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
          and state in ('sending', 'waiting')
      )
      update ledger.webhook_endpoints set
        failures = 0, failing_since = null, warned_at = null
      where endpoint_id = ${endpointId} and failures > 0`.execute(ledger);
  });
}

/** How the endpoint stands after a failed try. */
export interface EndpointHealth {
  failingSince: Date;
  warned: boolean;
}

/** `none`: that was the last try. `once_on`: when the endpoint, which is to be switched off, is on again. */
export type NextTry = Date | 'none' | 'once_on';

/** Saves a try that failed. `undefined`: the endpoint is gone. Throws `LedgerUnavailable`. */
export function saveFailedTry(
  ledger: Ledger,
  { endpointId, sequence, round }: HandedOut,
  why: { status?: number; error?: string; next: NextTry; now: Date },
): Promise<EndpointHealth | undefined> {
  const { status = null, error = null, next, now } = why;
  const nextTryAt = next instanceof Date ? next : null;
  const isOver = next === 'none';
  return inLedger(async () => {
    const { rows } = await sql<{ failing_since: Date; warned_at: Date | null }>`
      with tried as (
        update ledger.webhook_deliveries set
          state = ${isOver ? 'failed' : 'waiting'}, tries = tries + 1, last_status = ${status},
          last_error = ${error}, next_try_at = ${nextTryAt}::timestamptz,
          ended_at = ${isOver ? now : null}::timestamptz
        where endpoint_id = ${endpointId} and sequence = ${sequence} and round = ${round}
          and state in ('sending', 'waiting')
      )
      update ledger.webhook_endpoints set
        failures = failures + 1, failing_since = coalesce(failing_since, ${now})
      where endpoint_id = ${endpointId}
      returning failing_since, warned_at`.execute(ledger);
    const [row] = rows;
    return row && { failingSince: row.failing_since, warned: row.warned_at !== null };
  });
}

/** Saves why a delivery is not tried now. It counts as no try. Throws `LedgerUnavailable`. */
export function saveNotTried(
  ledger: Ledger,
  { endpointId, sequence, round }: HandedOut,
  { error, nextTryAt }: { error: string; nextTryAt: Date },
): Promise<void> {
  return inLedger(async () => {
    await ledger
      .updateTable('webhook_deliveries')
      .set({ state: 'waiting', last_error: error, next_try_at: nextTryAt })
      .where('endpoint_id', '=', endpointId)
      .where('sequence', '=', sequence)
      .where('round', '=', round)
      .where('state', 'in', ['sending', 'waiting'])
      .execute();
  });
}

/**
 * Switches an endpoint off. What was handed out for it stays as it is until it is switched on. Whether it was on. Throws
 * `LedgerUnavailable`.
 */
export function switchOff(ledger: Ledger, endpointId: string, why: WhyDisabled, now: Date): Promise<boolean> {
  return inLedger(async () => {
    const done = await ledger
      .updateTable('webhook_endpoints')
      .set({ status: 'disabled', disabled_why: why, disabled_at: now })
      .where('endpoint_id', '=', endpointId)
      .where('status', '=', 'enabled')
      .returning('endpoint_id')
      .executeTakeFirst();
    return done !== undefined;
  });
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

/**
 * `unknown`: there is no such event. `other_type`: the endpoint has not asked for its type. `other_service`: the endpoint
 * gets only one service's purchases, and this is another's.
 */
export type QueuedEvent = 'queued' | 'on_its_way' | 'unknown' | 'other_type' | 'other_service';

/** Queues one event for an endpoint once more, unless it is just being sent. Throws `LedgerUnavailable`. */
export function queueEvent(ledger: Ledger, endpointId: string, eventId: string): Promise<QueuedEvent> {
  return inLedger(async () => {
    const event = await ledger
      .selectFrom('events')
      .innerJoin('webhook_endpoints', (join) => join.on('endpoint_id', '=', endpointId))
      .select(['sequence', 'type', 'types', 'handed_to'])
      .select(
        sql<boolean>`webhook_endpoints.service is null or ${openedBy(sql.ref('webhook_endpoints.service'))}`.as(
          'is_own',
        ),
      )
      .where('event_id', '=', eventId)
      .executeTakeFirst();
    if (event === undefined) return 'unknown';
    if (event.types !== null && !event.types.includes(event.type)) return 'other_type';
    if (!event.is_own) return 'other_service';
    if (event.sequence > event.handed_to) return 'on_its_way';
    const { rows } = await sql`
      insert into ledger.webhook_deliveries as known (endpoint_id, sequence, round, state, tries)
      values (${endpointId}, ${event.sequence}, 1, 'queued', 0)
      on conflict (endpoint_id, sequence) do update set
        state = 'queued', round = known.round + 1, tries = 0, last_status = null, last_error = null,
        next_try_at = null, ended_at = null
      where known.state in ('delivered', 'failed', 'waiting')
      returning sequence`.execute(ledger);
    return rows.length > 0 ? 'queued' : 'on_its_way';
  });
}

/**
 * Has everything sent again that came into the feed since an instant and was handed out before. How many events that are.
 * Throws `LedgerUnavailable`.
 */
export function queueSince(ledger: Ledger, endpointId: string, since: Date): Promise<number> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const endpoint = await transaction
        .selectFrom('webhook_endpoints')
        .select(['types', 'service', 'handed_to', 'resend_after', 'resend_to'])
        .where('endpoint_id', '=', endpointId)
        .forUpdate()
        .executeTakeFirst();
      if (endpoint === undefined) return 0;
      const { types, service, handed_to: handedTo } = endpoint;
      const { first, events } = await transaction
        .selectFrom('events')
        .select((row) => [
          row.fn.min<number | null>('sequence').as('first'),
          row.fn.countAll<number>().as('events'),
        ])
        .where('told_at', '>=', since)
        .where('sequence', '<=', handedTo)
        .$if(types !== null, (rest) => rest.where('type', 'in', types ?? []))
        .$if(service !== null, (rest) => rest.where(openedBy(service ?? '')))
        .executeTakeFirstOrThrow();
      if (first === null) return 0;
      await transaction
        .updateTable('webhook_endpoints')
        .set({
          resend_after: Math.min(first - 1, endpoint.resend_after ?? Infinity),
          resend_to: Math.max(handedTo, endpoint.resend_to ?? 0),
        })
        .where('endpoint_id', '=', endpointId)
        .execute();
      return events;
    }),
  );
}
