import { setTimeout as delay } from 'node:timers/promises';
import { email } from '../../contract/validation/contact.ts';
import { readWith } from '../../contract/validation/reader.ts';
import { id } from '../../contract/validation/scalars.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { pingLedger } from '../../ledger/read/ping-ledger.ts';
import { reachedByMail } from '../../ledger/read/reached-by-mail.ts';
import { sendLink } from '../../operations/send-link.ts';
import type { ApiContext } from '../api/parts.ts';
import type { CustomerParts } from './parts.ts';
import { ProblemError, unavailable } from '../api/problems.ts';
import type { Typed } from './questions.tsx';
import type { Reader } from './reader.ts';

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
 * Mails a link if the address is the customer's. Answer and timing are fixed before the purchase is looked up, so the asker
 * learns nothing. The address comes from the record, because the answer of the purchase itself would depend on a worker.
 * `decided`: a mail has gone, or none will; never rejects. Throws `ProblemError`, 503, and `LedgerUnavailable`.
 */
export async function findLink(
  { ledger, now, log }: Pick<ApiContext, 'ledger' | 'now' | 'log'>,
  { links, mailer }: Pick<CustomerParts, 'links' | 'mailer'>,
  { purchaseId, address }: { purchaseId: PurchaseId; address: string },
): Promise<{ decided: Promise<void> }> {
  const [mailsGo] = await Promise.all([mailer.answers(), pingLedger(ledger)]);
  if (!mailsGo)
    throw new ProblemError(unavailable('mail_server_unavailable', 'The mail server does not answer.'));
  const mailIfTheirs = async (): Promise<void> => {
    const reached = await reachedByMail(ledger, purchaseId);
    if (reached === undefined || !links.isSameAddress(reached.customer.email, address)) return;
    await sendLink({ ledger, mailer }, { purchaseId, ...reached }, now());
  };
  // Nobody waits for it. If all tries fail, the customer asks again.
  const decided = patiently(mailIfTheirs).catch((error: unknown) => {
    log.warn({ purchaseId, error: error instanceof Error ? error.name : 'unknown' }, 'a link was not mailed');
  });
  return { decided };
}

/** Before the second and the third try, in ms. */
const PAUSES_MS = [10_000, 60_000];

async function patiently(send: () => Promise<unknown>): Promise<void> {
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
