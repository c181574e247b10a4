import { sql } from 'kysely';
import { DAY_MS, SECOND_MS } from '../../policy/duration.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger } from '../tables.ts';

/** After this time support gets a mail about a failing endpoint. */
export const WARNED_AFTER_MS = DAY_MS;
/** At most one mail per endpoint in this time about events that were given up. */
export const FAILED_MAILED_EVERY_MS = DAY_MS;
/**
 * Deliveries that ended less than this ago are left for the next round: their transactions may still commit out of order.
 */
const WRITTEN_AFTER_MS = 10 * SECOND_MS;

/** What has happened to an endpoint that whoever keeps the deployment has to know. */
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
 * The mails that are due. Derived from the endpoints and the mails already sent, so one stays due until it is out. Throws
 * `LedgerUnavailable`.
 */
export function alertsDue(ledger: Ledger, now: Date): Promise<EndpointAlert[]> {
  const failingBefore = new Date(now.getTime() - WARNED_AFTER_MS);
  const asOf = new Date(now.getTime() - WRITTEN_AFTER_MS);
  const mailedBefore = new Date(asOf.getTime() - FAILED_MAILED_EVERY_MS);
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
      const {
        disabled_at: disabledAt,
        told_disabled_at: mailedOf,
        failing_since: failingSince,
        latest,
      } = row;
      const alerts: EndpointAlert[] = [];
      if (row.status === 'disabled' && disabledAt !== null && (mailedOf === null || mailedOf < disabledAt)) {
        if (row.disabled_why === 'gone') alerts.push({ kind: 'gone', ...of, disabledAt });
        if (row.disabled_why === 'failing') alerts.push({ kind: 'switched_off', ...of, disabledAt });
      }
      const isLongFailing = failingSince !== null && failingSince <= failingBefore;
      if (row.status === 'enabled' && isLongFailing && row.warned_at === null) {
        alerts.push({ kind: 'failing', ...of, failingSince });
      }
      if (latest !== null && (row.told_failed_at === null || row.told_failed_at <= mailedBefore)) {
        alerts.push({ kind: 'given_up', ...of, events: row.events, latest, asOf });
      }
      return alerts;
    });
  });
}
