import type { Mail } from '../../contract/mail.ts';
import { MailUnavailable } from '../../emails/sending/mailer.ts';
import { LedgerFailure } from '../../ledger/ledger-unavailable.ts';
import { readAddressee, readRefundFailedMail, type RefundRow } from '../../ledger/read/recorded-refund.ts';
import type { Ledger } from '../../ledger/tables.ts';
import type { ReconcileParts } from './reconcile.ts';
import type { MailState } from './report.ts';

/**
 * Sends the mail `refund_failed`, once per refund: the ledger's mails show whether it was sent. If it cannot be sent now,
 * the next run tries again. `mayTry`: whether no other run is sending it. Throws `LedgerUnavailable`.
 */
export async function mailRefundFailed(
  { ledger, sendMail }: Pick<ReconcileParts, 'ledger' | 'sendMail'>,
  row: RefundRow,
  mayTry: () => Promise<boolean>,
): Promise<MailState> {
  const before = await readRefundFailedMail(ledger, row.purchase_id);
  if (before === 'accepted') return 'accepted';
  if (before === 'rejected' || before === 'given_up') return 'rejected';
  const mail = await mailOf(ledger, row);
  if (mail === undefined) return 'no_address';
  if (!(await mayTry())) return 'waiting';
  try {
    return (await sendMail(mail)).status;
  } catch (error) {
    // Only a mail server or a ledger that is away is expected. Everything else is a bug.
    if (error instanceof MailUnavailable || error instanceof LedgerFailure) return 'waiting';
    throw error;
  }
}

/** `undefined`: the purchase, or its contact, is not in the ledger any more. */
async function mailOf(ledger: Ledger, row: RefundRow): Promise<Mail | undefined> {
  const addressee = await readAddressee(ledger, row.purchase_id);
  if (addressee === undefined) return undefined;
  const { contact: to, service, phoneNumber, policyVersion } = addressee;
  const { amount, currency, clause, refund_id: refundId } = row;
  return {
    purchaseId: row.purchase_id,
    n: 1,
    to,
    service,
    numberEnding: phoneNumber.slice(-4),
    policyVersion,
    content: {
      template: 'refund_failed',
      clause,
      amount: { amount, currency },
      refundId: refundId ?? row.key,
    },
  };
}
