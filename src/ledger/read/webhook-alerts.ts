import { sql } from 'kysely';
import { DAY_MS, SECOND_MS } from '../../policy/duration.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** A failing endpoint is told about after this time. */
export const WARNED_AFTER_MS = DAY_MS;
/** Of events that were given up at an endpoint a mail tells once in this time. */
export const FAILED_TOLD_EVERY_MS = DAY_MS;
/** What ended so long ago is on record. Of what is still being written, an earlier one could be seen after a later one. */
const WRITTEN_AFTER_MS = 10 * SECOND_MS;

/** Something about an endpoint that whoever keeps the deployment is to be told. */
export type EndpointAlert = { endpointId: string; url: string } & (
  | { kind: 'failing'; failingSince: Date }
  /** Nothing has arrived for days. */
  | { kind: 'switched_off'; disabledAt: Date }
  /** It has answered 410. */
  | { kind: 'gone'; disabledAt: Date }
  /** Each of these events has failed its last try, the latest then. `asOf`: what ended later is not counted. */
  | { kind: 'given_up'; events: number; latest: Date; asOf: Date }
);

/**
 * What is to be told now. It follows from how the endpoints stand and from what mails have told of them, so it stays due
 * until a mail is out. Throws `LedgerUnavailable`.
 */
export function alertsDue(ledger: Ledger, now: Date): Promise<EndpointAlert[]> {
  const failingBefore = new Date(now.getTime() - WARNED_AFTER_MS);
  const asOf = new Date(now.getTime() - WRITTEN_AFTER_MS);
  const toldBefore = new Date(asOf.getTime() - FAILED_TOLD_EVERY_MS);
  return inLedger(async () => {
    const rows = await ledger
      .selectFrom('webhook_endpoints as endpoint')
      .innerJoinLateral(
        (builder) =>
          builder
            .selectFrom('webhook_deliveries as delivery')
            .select((row) => [
              row.fn.countAll<number>().as('events'),
              row.fn.max<Date | null>('ended_at').as('latest'),
            ])
            .whereRef('delivery.endpoint_id', '=', 'endpoint.endpoint_id')
            .where('delivery.state', '=', 'failed')
            .where('delivery.ended_at', '<=', asOf)
            .where(sql<boolean>`delivery.ended_at > coalesce(endpoint.told_failed_at, '-infinity')`)
            .as('failed'),
        (join) => join.onTrue(),
      )
      .select(['endpoint_id', 'url', 'status', 'disabled_why', 'disabled_at', 'told_disabled_at'])
      .select(['failing_since', 'warned_at', 'told_failed_at', 'failed.events', 'failed.latest'])
      .where((row) => row.or([row('alert_turn_until', 'is', null), row('alert_turn_until', '<=', now)]))
      .orderBy('endpoint_id')
      .execute();
    return rows.flatMap((row): EndpointAlert[] => {
      const of = { endpointId: row.endpoint_id, url: row.url };
      const { disabled_at: disabledAt, told_disabled_at: toldOf, failing_since: failingSince, latest } = row;
      const alerts: EndpointAlert[] = [];
      if (row.status === 'disabled' && disabledAt !== null && (toldOf === null || toldOf < disabledAt)) {
        if (row.disabled_why === 'gone') alerts.push({ kind: 'gone', ...of, disabledAt });
        if (row.disabled_why === 'failing') alerts.push({ kind: 'switched_off', ...of, disabledAt });
      }
      const isLongFailing = failingSince !== null && failingSince <= failingBefore;
      if (row.status === 'enabled' && isLongFailing && row.warned_at === null) {
        alerts.push({ kind: 'failing', ...of, failingSince });
      }
      if (latest !== null && (row.told_failed_at === null || row.told_failed_at <= toldBefore)) {
        alerts.push({ kind: 'given_up', ...of, events: row.events, latest, asOf });
      }
      return alerts;
    });
  });
}
