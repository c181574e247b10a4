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
  /** How many events of the feed it has not been handed yet. */
  behind: number;
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
    return rows.map((row) => seen(row, head ?? 0));
  });
}

function seen(row: Selectable<WebhookEndpointsTable>, head: number): EndpointSeen {
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
    behind: Math.max(0, head - row.handed_to),
    createdAt: row.created_at.toISOString(),
  };
}
