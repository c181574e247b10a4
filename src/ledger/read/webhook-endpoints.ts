import type { Selectable } from 'kysely';
import type { FeedEventType } from '../../contract/feed-event.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, WebhookEndpointsTable, WebhookScheme, WhyDisabled } from '../tables.ts';
import { present, presentAt } from './present.ts';
import { FAILING_FROM } from './webhook-deliveries.ts';

/** An endpoint as it is shown. */
export interface EndpointSeen {
  endpointId: string;
  url: string;
  /** Absent: all. */
  types?: FeedEventType[];
  scheme: WebhookScheme;
  /** `failing`: enabled, and nothing arrives. */
  status: 'enabled' | 'failing' | 'disabled';
  disabledWhy?: WhyDisabled;
  disabledAt?: Timestamp;
  failingSince?: Timestamp;
  /** How many events of the feed, other types included, it has not been handed yet, and those that are queued again. */
  behind: number;
  /** How many places of the feed are still to be looked through for what is sent again. */
  resending?: number;
  createdAt: Timestamp;
}

/** All endpoints, the oldest first. Throws `LedgerUnavailable`. */
export function readEndpoints(ledger: Ledger): Promise<EndpointSeen[]> {
  return inLedger(async () => {
    const rows = await ledger.selectFrom('webhook_endpoints').selectAll().orderBy('created_at').execute();
    const { head } = await ledger
      .selectFrom('events')
      .select((row) => row.fn.max<number | null>('sequence').as('head'))
      .executeTakeFirstOrThrow();
    const queued = await ledger
      .selectFrom('webhook_deliveries')
      .select((row) => ['endpoint_id', row.fn.countAll<number>().as('events')])
      .where('state', '=', 'queued')
      .groupBy('endpoint_id')
      .execute();
    const again = new Map(queued.map(({ endpoint_id, events }) => [endpoint_id, events]));
    return rows.map((row) => seen(row, head ?? 0, again.get(row.endpoint_id) ?? 0));
  });
}

function seen(row: Selectable<WebhookEndpointsTable>, head: number, queued: number): EndpointSeen {
  const isFailing = row.failures >= FAILING_FROM;
  return {
    endpointId: row.endpoint_id,
    url: row.url,
    ...present('types', row.types),
    scheme: row.scheme,
    status: row.status === 'disabled' ? 'disabled' : isFailing ? 'failing' : 'enabled',
    ...present('disabledWhy', row.disabled_why),
    ...presentAt('disabledAt', row.disabled_at),
    ...presentAt('failingSince', row.failing_since),
    behind: Math.max(0, head - row.handed_to) + queued,
    ...present('resending', row.resend_to === null ? undefined : row.resend_to - (row.resend_after ?? 0)),
    createdAt: row.created_at.toISOString(),
  };
}
