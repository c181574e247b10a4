import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createReturnsClient } from '../client/returns-client.ts';
import type { Config } from '../config/config.ts';
import type { Mailer } from '../emails/sending/mailer.ts';
import { ledgerRecords } from '../ledger/purchase-records.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { ApiParts } from '../web/api/parts.ts';
import { ledgerDesk } from './open-desk.ts';

/** What the HTTP API works with, over connections that stay the caller's. */
export function apiParts(
  {
    approvalLimits,
    eventSecrets,
    webhookSecret: secret,
    webhookPrivateRanges: privateRanges = [],
    receiptKeys,
  }: Pick<
    Config<'api'>,
    'approvalLimits' | 'eventSecrets' | 'webhookSecret' | 'webhookPrivateRanges' | 'receiptKeys'
  >,
  {
    temporal,
    ledger,
    mailer,
    log,
  }: { temporal: Client; ledger: Ledger; mailer: Mailer | undefined; log: Logger },
): ApiParts {
  const now = (): Date => new Date();
  return {
    returns: createReturnsClient({ client: temporal, records: ledgerRecords(ledger) }),
    temporal,
    ledger,
    desk: ledgerDesk({ ledger, mailer, now }),
    log,
    now,
    ...(approvalLimits && { approvalLimits }),
    ...(eventSecrets && { eventSecrets }),
    ...(secret && { webhooks: { secret, privateRanges } }),
    ...(receiptKeys && { receiptKeys }),
  };
}
