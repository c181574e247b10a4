import type { Mail } from '../../contract/mail.ts';
import { MailUnavailable } from '../../emails/sending/mailer.ts';
import { LedgerFailure } from '../../ledger/ledger-unavailable.ts';
import { readAddressee, readRefundFailedMail, type RefundRow } from '../../ledger/read/recorded-refund.ts';
import type { Ledger } from '../../ledger/tables.ts';
import type { ReconcileParts } from './reconcile.ts';
import type { MailState } from './report.ts';

/**
 * Has the customer told, once per refund: the ledger's mails say whether that was done. What could not be sent is for
 * the next run. `mayTry`: no other run is about to. Throws `LedgerUnavailable`.
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
    // The mail server or the ledger is away; anything else is a bug, and said to be one.
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
