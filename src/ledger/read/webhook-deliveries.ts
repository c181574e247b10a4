import { sql } from 'kysely';
import type { FeedEvent } from '../../contract/feed-event.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { fieldOf, instantFieldOf } from './field-of.ts';
import type { DeliveryState, Ledger, WebhookScheme } from '../tables.ts';
import { feedEventFrom } from './feed.ts';

/** A delivery that an activity is to carry out. */
export interface HandedOut {
  endpointId: string;
  sequence: number;
  round: number;
}

/** After so many failures in a row an endpoint counts as failing. */
export const FAILING_FROM = 5;

/** An event and where it goes. */
export interface DueDelivery {
  event: FeedEvent;
  tries: number;
  url: string;
  scheme: WebhookScheme;
  secretMark: string;
  /** Which of its secrets sign now, the newest first. */
  generations: number[];
  failing: boolean;
}

/** `undefined`: it has ended, was begun anew, or the endpoint is gone or switched off. Throws `LedgerUnavailable`. */
export function readDelivery(
  ledger: Ledger,
  { endpointId, sequence, round }: HandedOut,
  now: Date,
): Promise<DueDelivery | undefined> {
  return inLedger(async () => {
    const row = await ledger
      .selectFrom('webhook_deliveries as delivery')
      .innerJoin('webhook_endpoints as endpoint', 'endpoint.endpoint_id', 'delivery.endpoint_id')
      .innerJoin('events', 'events.sequence', 'delivery.sequence')
      .select([
        'url',
        'scheme',
        'secret_mark',
        'generation',
        'signs_from',
        'previous_until',
        'failures',
        'tries',
      ])
      .select(['events.sequence', 'event_id', 'type', 'at', 'data'])
      .where('delivery.endpoint_id', '=', endpointId)
      .where('delivery.sequence', '=', sequence)
      .where('round', '=', round)
      .where('state', 'in', ['sending', 'waiting'])
      .where('endpoint.status', '=', 'enabled')
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { generation, signs_from: oldest, previous_until: until } = row;
    const isOverlap = until !== null && until > now;
    return {
      event: feedEventFrom(row),
      tries: row.tries,
      url: row.url,
      scheme: row.scheme,
      secretMark: row.secret_mark,
      generations: isOverlap
        ? Array.from({ length: generation - oldest + 1 }, (_, n) => generation - n)
        : [generation],
      failing: row.failures >= FAILING_FROM,
    };
  });
}

/** Endpoints that have something to hand out. Throws `LedgerUnavailable`. */
export function endpointsWithWork(ledger: Ledger): Promise<string[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('webhook_endpoints as endpoint')
      .select('endpoint_id')
      .where('status', '=', 'enabled')
      .where((row) =>
        row.or([
          row('resend_to', 'is not', null),
          row(
            'handed_to',
            '<',
            row
              .selectFrom('events')
              .select((event) => event.fn.coalesce(event.fn.max('sequence'), sql<number>`0`).as('head')),
          ),
          row.exists(
            row
              .selectFrom('webhook_deliveries')
              .select('sequence')
              .whereRef('webhook_deliveries.endpoint_id', '=', 'endpoint.endpoint_id')
              .where('state', '=', 'queued'),
          ),
        ]),
      )
      .execute();
    return rows.map(({ endpoint_id }) => endpoint_id);
  });
}

/** Deliveries that should have been tried by now: Temporal may have lost them, or never have had them. */
export function overdue(
  ledger: Ledger,
  { handedBefore, dueBefore, most }: { handedBefore: Date; dueBefore: Date; most: number },
): Promise<HandedOut[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('webhook_deliveries as delivery')
      .innerJoin('webhook_endpoints as endpoint', 'endpoint.endpoint_id', 'delivery.endpoint_id')
      .select(['delivery.endpoint_id', 'sequence', 'round'])
      .where('status', '=', 'enabled')
      .where((row) =>
        row.or([
          row.and([row('state', '=', 'sending'), row('handed_at', '<', handedBefore)]),
          row.and([row('state', '=', 'waiting'), row('next_try_at', '<', dueBefore)]),
        ]),
      )
      .orderBy('handed_at')
      .limit(most)
      .execute();
    return rows.map(({ endpoint_id, sequence, round }) => ({ endpointId: endpoint_id, sequence, round }));
  });
}

export const DELIVERY_STATES: readonly DeliveryState[] = [
  'queued',
  'sending',
  'waiting',
  'delivered',
  'failed',
];

/** What became of the events of an endpoint, the latest first. */
export interface DeliverySeen {
  sequence: number;
  eventId: string;
  type: FeedEvent['type'];
  state: DeliveryState;
  tries: number;
  lastStatus?: number;
  lastError?: string;
  nextTryAt?: string;
  endedAt?: string;
}

/** Throws `LedgerUnavailable`. */
export function readDeliveries(
  ledger: Ledger,
  endpointId: string,
  {
    before,
    limit,
    state,
  }: { before?: number | undefined; limit: number; state?: DeliverySeen['state'] | undefined },
): Promise<DeliverySeen[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('webhook_deliveries as delivery')
      .innerJoin('events', 'events.sequence', 'delivery.sequence')
      .select(['delivery.sequence', 'event_id', 'type', 'state', 'tries', 'last_status', 'last_error'])
      .select(['next_try_at', 'ended_at'])
      .where('endpoint_id', '=', endpointId)
      .$if(before !== undefined, (rest) => rest.where('delivery.sequence', '<', before ?? 0))
      .$if(state !== undefined, (rest) => rest.where('state', '=', state ?? 'failed'))
      .orderBy('delivery.sequence', 'desc')
      .limit(limit)
      .execute();
    return rows.map(deliveryFrom);
  });
}

interface DeliveryColumns {
  sequence: number;
  event_id: string;
  type: FeedEvent['type'];
  state: DeliveryState;
  tries: number;
  last_status: number | null;
  last_error: string | null;
  next_try_at: Date | null;
  ended_at: Date | null;
}

const deliveryFrom = (row: DeliveryColumns): DeliverySeen => ({
  sequence: row.sequence,
  eventId: row.event_id,
  type: row.type,
  state: row.state,
  tries: row.tries,
  ...fieldOf('lastStatus', row.last_status),
  ...fieldOf('lastError', row.last_error),
  ...instantFieldOf('nextTryAt', row.next_try_at),
  ...instantFieldOf('endedAt', row.ended_at),
});
