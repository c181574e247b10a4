import { sql } from 'kysely';
import type { FeedEventType } from '../../contract/feed-event.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, WebhookScheme, WhyDisabled } from '../tables.ts';

export interface NewEndpoint {
  endpointId: string;
  url: string;
  /** Absent: all. */
  types?: readonly FeedEventType[] | undefined;
  /** It gets the events of this caller's purchases only. Absent: of all. */
  service?: string | undefined;
  description?: string | undefined;
  scheme: WebhookScheme;
  secretMark: string;
  createdBy: string;
}

const head = sql<number>`(select coalesce(max(sequence), 0) from ledger.events)`;

/** Adds an endpoint, once. It gets what comes into the feed from now on. Throws `LedgerUnavailable`. */
export function addEndpoint(ledger: Ledger, endpoint: NewEndpoint, now: Date): Promise<void> {
  const { endpointId, url, types, service, description, scheme, secretMark, createdBy } = endpoint;
  return inLedger(async () => {
    await ledger
      .insertInto('webhook_endpoints')
      .values({
        endpoint_id: endpointId,
        url,
        types: types === undefined ? null : [...types],
        service: service ?? null,
        description: description ?? null,
        scheme,
        secret_mark: secretMark,
        generation: 1,
        signs_from: 1,
        created_at: now,
        created_by: createdBy,
        status: 'enabled',
        handed_to: head,
      })
      .onConflict((conflict) => conflict.column('endpoint_id').doNothing())
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

/**
 * Switches an endpoint on. It gets everything that came while it was off, and what was on its way then is sent again.
 * Whether it is there. Throws `LedgerUnavailable`.
 */
export function switchOn(ledger: Ledger, endpointId: string): Promise<boolean> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      const endpoint = await transaction
        .selectFrom('webhook_endpoints')
        .select('status')
        .where('endpoint_id', '=', endpointId)
        .forUpdate()
        .executeTakeFirst();
      if (endpoint === undefined) return false;
      await transaction
        .updateTable('webhook_endpoints')
        .set({
          status: 'enabled',
          disabled_why: null,
          disabled_at: null,
          failures: 0,
          failing_since: null,
          warned_at: null,
        })
        .where('endpoint_id', '=', endpointId)
        .execute();
      if (endpoint.status === 'disabled') {
        await transaction
          .updateTable('webhook_deliveries')
          .set((column) => ({ state: 'queued', round: column('round', '+', 1), tries: 0, next_try_at: null }))
          .where('endpoint_id', '=', endpointId)
          .where('state', 'in', ['sending', 'waiting'])
          .execute();
      }
      return true;
    }),
  );
}

/**
 * Gives an endpoint its next secret. Those before sign as well until then. `undefined`: there is no such endpoint. Throws
 * `LedgerUnavailable`.
 */
export function rotateSecret(
  ledger: Ledger,
  endpointId: string,
  { previousUntil, secretMark, now }: { previousUntil: Date; secretMark: string; now: Date },
): Promise<{ generation: number; scheme: WebhookScheme } | undefined> {
  const overlaps = previousUntil > now;
  return inLedger(() =>
    ledger
      .updateTable('webhook_endpoints')
      .set((column) => ({
        generation: column('generation', '+', 1),
        // Those that still sign go on, so that a second rotation takes nothing from whoever has not seen the first. Another
        // master secret cannot make them.
        signs_from: sql<number>`case
          when secret_mark <> ${secretMark} or not ${overlaps} then generation + 1
          when previous_until > ${now} then signs_from
          else generation
        end`,
        previous_until: sql<Date | null>`case
          when secret_mark = ${secretMark} and ${overlaps} then greatest(previous_until, ${previousUntil}::timestamptz)
        end`,
        secret_mark: secretMark,
      }))
      .where('endpoint_id', '=', endpointId)
      .returning(['generation', 'scheme'])
      .executeTakeFirst(),
  );
}

/** Removes an endpoint and what is on record of its deliveries. Whether it was there. Throws `LedgerUnavailable`. */
export function removeEndpoint(ledger: Ledger, endpointId: string): Promise<boolean> {
  return inLedger(async () => {
    const row = await ledger
      .deleteFrom('webhook_endpoints')
      .where('endpoint_id', '=', endpointId)
      .returning('endpoint_id')
      .executeTakeFirst();
    return row !== undefined;
  });
}
