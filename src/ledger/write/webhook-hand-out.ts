import { sql, type Transaction } from 'kysely';
import type { FeedEvent } from '../../contract/feed-event.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { openedBy } from '../read/opened-by.ts';
import { FAILING_FROM, type HandedOut } from '../read/webhook-deliveries.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
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
