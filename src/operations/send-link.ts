import { present } from '../contract/present.ts';
import type { Customer } from '../contract/purchase-order.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { Mailer } from '../emails/sending/mailer.ts';
import { linkMails } from '../ledger/read/link-mails.ts';
import type { Ledger } from '../ledger/tables.ts';
import { DAY_MS, MINUTE_MS } from '../policy/duration.ts';

/** For this long after a link was mailed, no other one of its purchase is mailed. */
const PAUSE_MS = 5 * MINUTE_MS;

/** Somebody who knows the purchase and the address, but not the mailbox, is not to fill that mailbox. */
const MOST_A_DAY = 10;

/** The purchase that a link is for. */
export interface LinkedPurchase {
  purchaseId: PurchaseId;
  customer: Customer;
  service: string;
  phoneNumber: string;
  policyVersion: string;
}

/**
 * Mails a new link to the customer's own address, unless one was mailed just now, or ten within a day. Throws
 * `MailUnavailable` and `LedgerUnavailable`.
 */
export async function sendLink(
  { ledger, mailer }: { ledger: Ledger; mailer: Pick<Mailer, 'send'> },
  { purchaseId, customer, service, phoneNumber, policyVersion }: LinkedPurchase,
  now: Date,
): Promise<'sent' | 'sent_just_now' | 'enough_today'> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const { count, countSince, lastAt } = await linkMails(ledger, purchaseId, dayAgo);
  if (lastAt !== undefined && now.getTime() - lastAt.getTime() < PAUSE_MS) return 'sent_just_now';
  if (countSince >= MOST_A_DAY) return 'enough_today';
  const { email, name, locale, timeZone } = customer;
  await mailer.send({
    purchaseId,
    n: count + 1,
    to: { email, ...present({ name, locale, timeZone }) },
    service,
    numberEnding: phoneNumber.slice(-4),
    policyVersion,
    content: { template: 'link_requested' },
  });
  return 'sent';
}
