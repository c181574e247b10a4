import { sql, type Transaction } from 'kysely';
import type { PurchaseSnapshot } from '../../contract/snapshot.ts';
import type { LedgerTables } from '../tables.ts';

/** What the workflow knows of its mails and their own record may have missed: that one was taken, or given up. */
export async function recordMailsOf(
  transaction: Transaction<LedgerTables>,
  { status, mails }: PurchaseSnapshot,
  now: Date,
): Promise<void> {
  const ended = mails.filter((mail) => mail.status === 'accepted' || mail.status === 'given_up');
  if (ended.length === 0) return;
  const incoming = sql`jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as incoming
    (template text, n integer, status text, "acceptedAt" timestamptz)`;
  await sql`
    update ledger.mails as mail
    set status = incoming.status, accepted_at = coalesce(mail.accepted_at, incoming."acceptedAt"), last_tried_at = ${now}
    from ${incoming}
    where mail.purchase_id = ${status.purchaseId} and mail.resend_of is null
    and mail.template = incoming.template and mail.n = incoming.n and mail.status = 'sending'
    and not exists (
      select from ledger.mails as later
      where later.purchase_id = mail.purchase_id and later.resend_of is null
      and later.template = mail.template and later.n = mail.n and later.first_tried_at > mail.first_tried_at
    )`.execute(transaction);
}
