import { sql, type Transaction } from 'kysely';
import type { MailTemplate } from '../../contract/mail.ts';
import type { PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, LedgerTables } from '../tables.ts';

/** A mail that was given up, and was not sent again since. */
export interface UndeliveredMail {
  messageId: string;
  purchaseId: PurchaseId;
  template: MailTemplate;
  /** The purchase is open. It sends the mail again itself, so that deadlines that wait for the notice start. */
  open: boolean;
}

/** The most mails of one answer. Further ones are in the next answer, once these are sent. */
export const UNDELIVERED_MOST = 10_000;

/** No mail with the same words was sent after it or is being sent. */
const NOT_OUT = sql<boolean>`
  mail.status in ('rejected', 'given_up') and mail.resend_of is null and not exists (
    select from ledger.mails as later
    where later.purchase_id = mail.purchase_id and later.template = mail.template
    and ((later.resend_of = mail.message_id and later.status = 'accepted')
      or (later.resend_of is null and later.n > mail.n and later.text_body = mail.text_body)))`;

/**
 * A condition on a `mail` and its `purchase`. `contact_corrected` is not sent again. `refund_failed` is not the workflow's
 * mail, so the purchase cannot send it again itself.
 */
export const UNDELIVERED = sql<boolean>`
  ${NOT_OUT} and mail.text_body is not null and mail.template <> 'contact_corrected'
  and purchase.erased_at is null and (mail.template = 'refund_failed' or exists (
    select from jsonb_array_elements(purchase.needs_attention) as entry
    where entry ->> 'step' = 'notice' and entry ->> 'template' = mail.template))`;

/** All mails that were given up since an instant, the oldest first, at most 10,000. Throws `LedgerUnavailable`. */
export function undeliveredMails(ledger: Ledger, since: Date): Promise<UndeliveredMail[]> {
  return inLedger(async () => {
    const { rows } = await sql<{
      message_id: string;
      purchase_id: string;
      template: MailTemplate;
      open: boolean;
    }>`
      select mail.message_id, mail.purchase_id, mail.template,
        purchase.closed_at is null and mail.template <> 'refund_failed' as open
      from ledger.mails as mail join ledger.purchases as purchase using (purchase_id)
      where mail.last_tried_at >= ${since} and ${UNDELIVERED}
      order by mail.last_tried_at, mail.message_id
      limit ${UNDELIVERED_MOST}`.execute(ledger);
    return rows.map(({ message_id: messageId, purchase_id: purchaseId, template, open }) => ({
      messageId,
      purchaseId,
      template,
      open,
    }));
  });
}

/** Whether another mail of this template was not delivered either. */
export async function anotherIsUndelivered(
  transaction: Transaction<LedgerTables>,
  { purchaseId, template }: { purchaseId: PurchaseId; template: MailTemplate },
): Promise<boolean> {
  const { rows } = await sql`
    select from ledger.mails as mail
    where mail.purchase_id = ${purchaseId} and mail.template = ${template} and ${NOT_OUT}
    limit 1`.execute(transaction);
  return rows.length > 0;
}
