import { inLedger } from '../ledger-unavailable.ts';
import type { EndpointAlert } from '../read/webhook-alerts.ts';
import type { Ledger } from '../tables.ts';

/** Whether this call is the one that may send mails about the endpoint until then. Throws `LedgerUnavailable`. */
export function takeAlertTurn(
  ledger: Ledger,
  endpointId: string,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> {
  return inLedger(async () => {
    const taken = await ledger
      .updateTable('webhook_endpoints')
      .set({ alert_turn_until: until })
      .where('endpoint_id', '=', endpointId)
      .where((row) => row.or([row('alert_turn_until', 'is', null), row('alert_turn_until', '<=', now)]))
      .returning('endpoint_id')
      .executeTakeFirst();
    return taken !== undefined;
  });
}

/**
 * Saves that the mail is out, and gives the turn back. What has happened to the endpoint since the alert was read stays
 * due. `now`: when the mail went out. Throws `LedgerUnavailable`.
 */
export function saveAlertMailed(ledger: Ledger, alert: EndpointAlert, now: Date): Promise<void> {
  return inLedger(async () => {
    await ledger
      .updateTable('webhook_endpoints')
      .set((column) => ({
        alert_turn_until: null,
        ...(alert.kind === 'failing'
          ? {
              warned_at: column
                .case()
                .when('failing_since', '=', alert.failingSince)
                .then(now)
                .else(column.ref('warned_at'))
                .end(),
            }
          : alert.kind === 'given_up'
            ? { told_failed_at: alert.asOf }
            : { told_disabled_at: alert.disabledAt }),
      }))
      .where('endpoint_id', '=', alert.endpointId)
      .execute();
  });
}
