import { sql } from 'kysely';
import type { FeedEventType } from '../../contract/feed-event.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, WebhookScheme } from '../tables.ts';

export interface NewEndpoint {
  endpointId: string;
  url: string;
  /** Absent: all. */
  types?: readonly FeedEventType[] | undefined;
  scheme: WebhookScheme;
  secretMark: string;
  createdBy: string;
}

const head = sql<number>`(select coalesce(max(sequence), 0) from ledger.events)`;

/** Adds an endpoint, once. It gets what comes into the feed from now on. Throws `LedgerUnavailable`. */
export function addEndpoint(ledger: Ledger, endpoint: NewEndpoint, now: Date): Promise<void> {
  const { endpointId, url, types, scheme, secretMark, createdBy } = endpoint;
  return inLedger(async () => {
    await ledger
      .insertInto('webhook_endpoints')
      .values({
        endpoint_id: endpointId,
        url,
        types: types === undefined ? null : [...types],
        scheme,
        secret_mark: secretMark,
        generation: 1,
        created_at: now,
        created_by: createdBy,
        status: 'enabled',
        handed_to: head,
      })
      .onConflict((conflict) => conflict.column('endpoint_id').doNothing())
      .execute();
  });
}

/** Switches an endpoint on. It gets what comes from now on; what came before can be sent again. Whether it is there. */
export function switchOn(ledger: Ledger, endpointId: string): Promise<boolean> {
  return inLedger(async () => {
    const done = await ledger
      .updateTable('webhook_endpoints')
      .set({
        status: 'enabled',
        disabled_why: null,
        disabled_at: null,
        failures: 0,
        failing_since: null,
        warned_at: null,
        handed_to: sql<number>`case when status = 'disabled' then ${head} else handed_to end`,
      })
      .where('endpoint_id', '=', endpointId)
      .returning('endpoint_id')
      .executeTakeFirst();
    return done !== undefined;
  });
}

/**
 * Gives an endpoint its next secret. The one before signs as well until then. `undefined`: there is no such endpoint. Throws
 * `LedgerUnavailable`.
 */
export function rotateSecret(
  ledger: Ledger,
  endpointId: string,
  { previousUntil, secretMark }: { previousUntil: Date; secretMark: string },
): Promise<{ generation: number; scheme: WebhookScheme } | undefined> {
  return inLedger(() =>
    ledger
      .updateTable('webhook_endpoints')
      .set((column) => ({
        generation: column('generation', '+', 1),
        // Another master secret cannot make the one before.
        previous_until: sql<Date | null>`case when secret_mark = ${secretMark} then ${previousUntil}::timestamptz end`,
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
