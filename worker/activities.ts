import type { Client } from '@temporalio/client';
import { activityInfo } from '@temporalio/activity';
import { Runtime } from '@temporalio/worker';
import { ledgerActivities } from '../activities/ledger.ts';
import { mailActivities } from '../activities/mail.ts';
import { orderActivities, type Start } from '../activities/orders.ts';
import { createReturnsClient } from '../src/client/returns-client.ts';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { PurchaseOrder } from '../src/contract/purchase-order.ts';
import type { Instant, PurchaseId } from '../src/contract/scalars.ts';
import { openMailer, type MailConfig } from '../src/emails/sending/mailer.ts';
import { customerLinks, type LinkConfig } from '../src/links/customer-links.ts';
import { mailRecord } from '../src/ledger/write/mails.ts';
import { ledgerRecords } from '../src/ledger/purchase-records.ts';
import type { Ledger } from '../src/ledger/tables.ts';
import { httpOrderService } from '../src/orders/http-order-service.ts';

export interface OutsideWorld {
  orderServiceUrl: string;
  orderServiceToken: string;
  mail: MailConfig;
  /** Absent: mails lead to no page. */
  links?: LinkConfig | undefined;
  /** Migrated to this version. The caller closes it after the worker has stopped. */
  ledger: Ledger;
}

export interface ConnectedActivities {
  activities: PurchaseActivities;
  /** Closes the connections to the mail server. To be called after the worker has stopped. */
  close: () => void;
}

/** The activities, connected to shop, mail server and ledger. `client` starts replacements on `taskQueue`. */
export function connectActivities(
  outside: OutsideWorld,
  { client, taskQueue }: { client: Client; taskQueue: string },
): ConnectedActivities {
  const { ledger } = outside;
  const returns = createReturnsClient({ client, taskQueue, records: ledgerRecords(ledger), now });
  const unrecorded = (messageId: string, message: string): void =>
    Runtime.instance().logger.warn('the outcome of a mail is not in the ledger', { messageId, message });
  const links = outside.links && customerLinks(ledger, outside.links);
  const mailer = openMailer({ ...outside.mail, unrecorded, links }, mailRecord(ledger));
  const leftOut = (purchaseId: PurchaseId, part: string, code: string): void =>
    Runtime.instance().logger.warn('the ledger refused a part of a purchase as data; the rest is on record', {
      purchaseId,
      part,
      code,
    });
  const orders = httpOrderService({ url: outside.orderServiceUrl, token: outside.orderServiceToken });

  const startPurchase = async (order: PurchaseOrder): Promise<Start> => {
    // Without a policy version the client starts it with the default one, and also finds one that an earlier try has
    // started when another version was the default.
    const { policyVersion: _default, ...anyVersion } = order;
    const opening = await returns.openPurchase(anyVersion);
    if (opening.opened) return { is: 'started' };
    switch (opening.code) {
      case 'other_terms':
        return { is: 'taken' };
      case 'invalid_input':
        return { is: 'malformed', problems: opening.problems };
      default:
        return opening satisfies never;
    }
  };

  return {
    activities: {
      ...orderActivities({ orders, ledger, startPurchase, attempt: () => activityInfo().attempt }),
      ...mailActivities(mailer, () => activityInfo().scheduledTimestampMs),
      ...ledgerActivities(ledger, { leftOut }),
    },
    close: () => mailer.close(),
  };
}

/** The later of two clocks: to a host whose clock is behind, a new replacement would be one from the future. */
const now = (): Instant => Math.max(Date.now(), activityInfo().currentAttemptScheduledTimestampMs);
