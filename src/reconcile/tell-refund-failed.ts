import type { Mail } from '../contract/mail.ts';
import { MailUnavailable } from '../emails/sending/mailer.ts';
import { inLedger, LedgerFailure } from '../ledger/ledger-unavailable.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { MailState } from './finding.ts';
import type { ReconcileParts } from './parts.ts';
import type { RefundRow } from './refund-row.ts';

/**
 * Has the customer told, once per refund: the ledger's mails say whether that was done. What could not be sent is for
 * the next run. `mayTry`: no other run is about to. Throws `LedgerUnavailable`.
 */
export async function tellRefundFailed(
  { ledger, sendMail }: Pick<ReconcileParts, 'ledger' | 'sendMail'>,
  row: RefundRow,
  mayTry: () => Promise<boolean>,
): Promise<MailState> {
  const before = await inLedger(() =>
    ledger
      .selectFrom('mails')
      .select('status')
      .where('purchase_id', '=', row.purchase_id)
      .where('template', '=', 'refund_failed')
      .where('n', '=', 1)
      .where('resend_of', 'is', null)
      .executeTakeFirst(),
  );
  if (before?.status === 'accepted') return 'accepted';
  if (before?.status === 'rejected' || before?.status === 'given_up') return 'rejected';
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
  const purchase = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select(['email', 'name', 'locale', 'time_zone', 'service', 'phone_number', 'policy_version'])
      .where('purchase_id', '=', row.purchase_id)
      .where('erased_at', 'is', null)
      .executeTakeFirst(),
  );
  if (purchase === undefined) return undefined;
  const { email, name, locale, time_zone: timeZone, service, policy_version: policyVersion } = purchase;
  const { amount, currency, clause, refund_id: refundId } = row;
  return {
    purchaseId: row.purchase_id,
    n: 1,
    to: {
      email,
      ...(name === null ? {} : { name }),
      ...(locale === null ? {} : { locale }),
      ...(timeZone === null ? {} : { timeZone }),
    },
    service,
    numberEnding: purchase.phone_number.slice(-4),
    policyVersion,
    content: {
      template: 'refund_failed',
      clause,
      amount: { amount, currency },
      refundId: refundId ?? row.key,
    },
  };
}
