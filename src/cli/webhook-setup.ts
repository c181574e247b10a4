import { readWebhookSecret } from '../config/webhook-secret.ts';
import type { EndpointParts } from '../operations/webhook-endpoints.ts';
import { OWN_MACHINE } from '../webhooks/private-ranges.ts';
import { cliConfig } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import type { DeskPlace } from './open-desk.ts';
import { readRunning } from './start-file.ts';

/**
 * What webhook endpoints are made with: that of the service that runs on this data, if its ledger is meant, otherwise what
 * is configured. Throws `NotPossible` if neither has a secret.
 */
export function webhookSetup({ dataDir, env }: DeskPlace): Omit<EndpointParts, 'ledger'> {
  const { databaseUrl, webhookSecret, webhookPrivateRanges = [] } = cliConfig(env);
  const running = databaseUrl === undefined ? readRunning(dataDir) : undefined;
  const itsSecret = running?.webhookSecret && readWebhookSecret(running.webhookSecret);
  const secret = itsSecret || webhookSecret;
  if (secret === undefined) {
    throw new NotPossible(
      'WEBHOOK_SECRET is missing: set it to the one that worker and API have, because each endpoint’s secret is made from it.',
    );
  }
  return { secret, privateRanges: [...webhookPrivateRanges, ...(running ? OWN_MACHINE : [])] };
}
