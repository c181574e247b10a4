import { setTimeout as delay } from 'node:timers/promises';
import { email } from '../../contract/validation/contact.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { id } from '../../contract/validation/scalars.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { linkMails } from '../../ledger/read/link-mails.ts';
import { sendLink } from '../../operations/send-link.ts';
import type { CustomerParts, Works } from '../api/parts.ts';
import { Refusal, unavailable } from '../api/problems.ts';
import { findWhole } from '../api/purchases.ts';
import type { Typed } from './questions.tsx';
import type { Reader } from './reader.ts';

/** Answers take as long as this, so that their time says nothing about what there is. */
const LEAST_MS = 1_000;

/** What was typed, or its faults by field, in the words of who has typed it. */
export function readFind(
  { purchase = '', email: address = '' }: Typed,
  { say }: Reader,
): { purchaseId: PurchaseId; address: string } | { faults: Typed } {
  const [purchaseId, to] = [purchase.trim(), address.trim()];
  const faults = {
    ...(readWith(id, purchaseId).ok ? {} : { purchase: say('find.purchase.wrong') }),
    ...(readWith(email, to).ok ? {} : { email: say('find.email.wrong') }),
  };
  return Object.keys(faults).length > 0 ? { faults } : { purchaseId, address: to };
}

/**
 * Mails a link if the address is the customer's. Who asks learns nothing about that: neither from the answer nor from its
 * time. Throws `Refusal`, 503, `LedgerUnavailable`, and what a purchase that does not answer throws.
 */
export async function findLink(
  works: Works,
  { links, mailer }: CustomerParts,
  { purchaseId, address }: { purchaseId: PurchaseId; address: string },
): Promise<void> {
  const least = delay(LEAST_MS);
  try {
    // All are asked in either case, so that an outage is told as one.
    const [whole, mailsGo] = await Promise.all([
      findWhole(works, purchaseId),
      mailer.answers(),
      linkMails(works.ledger, purchaseId),
    ]);
    if (!mailsGo)
      throw new Refusal(unavailable('mail_server_unavailable', 'The mail server does not answer.'));
    if (whole === undefined || !links.isSameAddress(whole.customer.email, address)) return;
    const { customer, phoneNumber, policyVersion, terms } = whole;
    const linked = { purchaseId, customer, phoneNumber, policyVersion, service: terms.service };
    // Nobody waits for the mail itself. If all tries fail, the customer asks again.
    void sendPatiently(() => sendLink({ ledger: works.ledger, mailer }, linked, works.now())).catch(
      (error: unknown) => {
        works.log.warn(
          { purchaseId, error: error instanceof Error ? error.name : 'unknown' },
          'a link was not mailed',
        );
      },
    );
  } finally {
    await least;
  }
}

/** Before the second and the third try, in ms. */
const PAUSES_MS = [10_000, 60_000];

async function sendPatiently(send: () => Promise<unknown>): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    const sent = await send().then(
      () => true,
      () => false,
    );
    if (sent) return;
    await delay(pauseMs, undefined, { ref: false });
  }
  await send();
}
