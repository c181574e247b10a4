import { sql, type ExpressionBuilder, type Selectable } from 'kysely';
import type { FeedEventType } from '../../contract/feed-event.ts';
import type { Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type {
  DeliveryState,
  Ledger,
  LedgerTables,
  WebhookEndpointsTable,
  WebhookScheme,
  WhyDisabled,
} from '../tables.ts';
import { fieldOf, instantFieldOf } from './field-of.ts';
import { FAILING_FROM } from './webhook-deliveries.ts';

/** An endpoint as it is shown. */
export interface EndpointSeen {
  endpointId: string;
  url: string;
  /** What it is for, in an admin's words. */
  description?: string;
  /** It gets the events of this caller's purchases only. Absent: of all. */
  service?: string;
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
  /** How many events have failed their last try, and were not sent again. Absent: none. */
  failed?: number;
  /** How many places of the feed are still to be looked through for what is sent again. */
  resending?: number;
  createdAt: Timestamp;
}

/** All endpoints, the oldest first. Throws `LedgerUnavailable`. */
export const readEndpoints = (ledger: Ledger): Promise<EndpointSeen[]> => endpointsOf(ledger, 'all');

/** Those that are switched off, or at which nothing arrives, the oldest first. Throws `LedgerUnavailable`. */
export const endpointsInTrouble = (ledger: Ledger): Promise<EndpointSeen[]> =>
  endpointsOf(ledger, 'in_trouble');

/** `undefined`: there is no such endpoint. Throws `LedgerUnavailable`. */
export async function findEndpoint(ledger: Ledger, endpointId: string): Promise<EndpointSeen | undefined> {
  const [endpoint] = await endpointsOf(ledger, { endpointId });
  return endpoint;
}

/** `undefined`: there is no such endpoint. Throws `LedgerUnavailable`. */
export const endpointStatus = (
  ledger: Ledger,
  endpointId: string,
): Promise<'enabled' | 'disabled' | undefined> =>
  inLedger(async () => {
    const row = await ledger
      .selectFrom('webhook_endpoints')
      .select('status')
      .where('endpoint_id', '=', endpointId)
      .executeTakeFirst();
    return row?.status;
  });

function endpointsOf(
  ledger: Ledger,
  which: 'all' | 'in_trouble' | { endpointId: string },
): Promise<EndpointSeen[]> {
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('webhook_endpoints as endpoint')
      .selectAll()
      .select((row) => [
        row
          .selectFrom('events')
          .select((event) => event.fn.coalesce(event.fn.max('sequence'), sql<number>`0`).as('head'))
          .as('head'),
        deliveriesIn(row, 'queued').as('queued'),
        deliveriesIn(row, 'failed').as('failed'),
      ])
      .$if(which === 'in_trouble', (rest) =>
        rest.where((row) => row.or([row('status', '=', 'disabled'), row('failures', '>=', FAILING_FROM)])),
      )
      .$if(typeof which === 'object', (rest) =>
        rest.where('endpoint_id', '=', typeof which === 'object' ? which.endpointId : ''),
      )
      .orderBy('created_at')
      .execute();
    return rows.map(seen);
  });
}

const deliveriesIn = (
  row: ExpressionBuilder<LedgerTables & { endpoint: WebhookEndpointsTable }, 'endpoint'>,
  state: DeliveryState,
) =>
  row
    .selectFrom('webhook_deliveries')
    .select((delivery) => delivery.fn.countAll<number>().as('events'))
    .whereRef('webhook_deliveries.endpoint_id', '=', 'endpoint.endpoint_id')
    .where('state', '=', state);

interface EndpointColumns extends Selectable<WebhookEndpointsTable> {
  head: number | null;
  queued: number | null;
  failed: number | null;
}

function seen(row: EndpointColumns): EndpointSeen {
  const isFailing = row.failures >= FAILING_FROM;
  return {
    endpointId: row.endpoint_id,
    url: row.url,
    ...fieldOf('description', row.description),
    ...fieldOf('service', row.service),
    ...fieldOf('types', row.types),
    scheme: row.scheme,
    status: row.status === 'disabled' ? 'disabled' : isFailing ? 'failing' : 'enabled',
    ...fieldOf('disabledWhy', row.disabled_why),
    ...instantFieldOf('disabledAt', row.disabled_at),
    ...instantFieldOf('failingSince', row.failing_since),
    behind: Math.max(0, (row.head ?? 0) - row.handed_to) + (row.queued ?? 0),
    ...fieldOf('failed', row.failed || undefined),
    ...fieldOf('resending', row.resend_to === null ? undefined : row.resend_to - (row.resend_after ?? 0)),
    createdAt: row.created_at.toISOString(),
  };
}
