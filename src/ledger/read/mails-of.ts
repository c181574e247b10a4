import type { Selectable, Transaction } from 'kysely';
import type { MailTemplate } from '../../contract/mail.ts';
import type { PurchaseId, Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { Ledger, LedgerTables, MailsTable, MailStatus } from '../tables.ts';
import { fieldOf, instantFieldOf } from './field-of.ts';

/** A mail without its content. */
export interface MailOnRecord {
  /** With its angle brackets. */
  messageId: string;
  purchaseId: PurchaseId;
  template: MailTemplate;
  n: number;
  /** The Message-ID of the mail that this one repeats, and who asked for it. */
  resendOf?: string;
  resentBy?: string;
  recipient?: string;
  subject?: string;
  status: MailStatus;
  attempts: number;
  /** SMTP reply code and words of the last answer. */
  responseCode?: number;
  response?: string;
  firstTriedAt: Timestamp;
  lastTriedAt: Timestamp;
  acceptedAt?: Timestamp;
}

/** A mail with its content as it was handed over. */
export interface MailCopyOnRecord extends MailOnRecord {
  text?: string;
  html?: string;
}

const HEAD = [
  'message_id',
  'purchase_id',
  'template',
  'n',
  'resend_of',
  'resent_by',
  'recipient',
  'subject',
  'status',
  'attempts',
  'response_code',
  'response',
  'first_tried_at',
  'last_tried_at',
  'accepted_at',
] as const satisfies readonly (keyof MailsTable)[];

/** All mails of a purchase, resends included, in the order of their first tries. */
export async function mailsOf(
  transaction: Transaction<LedgerTables>,
  purchaseId: PurchaseId,
): Promise<MailOnRecord[]> {
  const rows = await transaction
    .selectFrom('mails')
    .select(HEAD)
    .where('purchase_id', '=', purchaseId)
    .orderBy('first_tried_at')
    .orderBy('message_id')
    .execute();
  return rows.map(headOf);
}

/** One mail with its copy. `undefined`: there is none of this Message-ID. Throws `LedgerUnavailable`. */
export async function readMail(ledger: Ledger, messageId: string): Promise<MailCopyOnRecord | undefined> {
  const row = await inLedger(() =>
    ledger.selectFrom('mails').selectAll().where('message_id', '=', messageId).executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  return { ...headOf(row), ...fieldOf('text', row.text_body), ...fieldOf('html', row.html_body) };
}

const headOf = (row: Pick<Selectable<MailsTable>, (typeof HEAD)[number]>): MailOnRecord => ({
  messageId: row.message_id,
  purchaseId: row.purchase_id,
  template: row.template,
  n: row.n,
  ...fieldOf('resendOf', row.resend_of),
  ...fieldOf('resentBy', row.resent_by),
  ...fieldOf('recipient', row.recipient),
  ...fieldOf('subject', row.subject),
  status: row.status,
  attempts: row.attempts,
  ...fieldOf('responseCode', row.response_code),
  ...fieldOf('response', row.response),
  firstTriedAt: row.first_tried_at.toISOString(),
  lastTriedAt: row.last_tried_at.toISOString(),
  ...instantFieldOf('acceptedAt', row.accepted_at),
});
