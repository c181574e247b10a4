import { sql } from 'kysely';
import { inLedger } from '../ledger-unavailable.ts';
import type { HandedOut } from '../read/webhook-deliveries.ts';
import type { Ledger } from '../tables.ts';

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
