import { rounds, type Rounds } from '../feed/rounds.ts';
import { alertsDue, type EndpointAlert } from '../ledger/read/webhook-alerts.ts';
import type { Ledger } from '../ledger/tables.ts';
import { saveAlertMailed, takeAlertTurn } from '../ledger/write/webhook-alerts.ts';
import { MINUTE_MS, SECOND_MS } from '../policy/duration.ts';

/** Longer than a mail takes to be sent. What could not be sent is tried again after this time. */
const TURN_MS = 5 * MINUTE_MS;
const LOOK_EVERY_MS = MINUTE_MS;
const FIRST_LOOK_MS = SECOND_MS;

export interface AlertParts {
  ledger: Ledger;
  /** Sends a mail about an endpoint to whoever keeps the deployment. `false`: it did not get out. */
  alert: (about: EndpointAlert) => Promise<boolean>;
  now: () => Date;
}

/**
 * Sends the mails about endpoints that are due, each once. One that does not get out stays due. Several processes may do so
 * at once. Throws `LedgerUnavailable`, after which a mail may go out a second time.
 */
export async function mailAlerts({ ledger, alert, now }: AlertParts): Promise<void> {
  for (const each of await alertsDue(ledger, now())) {
    const at = now();
    const until = new Date(at.getTime() + TURN_MS);
    if (!(await takeAlertTurn(ledger, each.endpointId, { now: at, until }))) continue;
    if (await alert(each)) await saveAlertMailed(ledger, each, now());
  }
}

/**
 * Sends mails about endpoints until it is stopped. While the ledger or the mail server is out of reach it goes on trying.
 */
export const startAlerts = (
  parts: AlertParts & { log: { warn: (message: string, about: object) => void } },
): Rounds =>
  rounds(
    async () => {
      await mailAlerts(parts);
      return undefined;
    },
    {
      firstMs: FIRST_LOOK_MS,
      everyMs: LOOK_EVERY_MS,
      failed: (error) => parts.log.warn('no mail about an endpoint of webhooks went out', { error }),
    },
  );
