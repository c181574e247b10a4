import { sql } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import { openedBy } from '../read/opened-by.ts';
import type { Ledger } from '../tables.ts';

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
