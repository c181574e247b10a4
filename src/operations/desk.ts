import type { PurchaseRecords } from '../client/purchase-records.ts';
import type { MailReceipt } from '../contract/mail.ts';
import type { Mailer } from '../emails/sending/mailer.ts';
import { ledgerRecords } from '../ledger/purchase-records.ts';
import { ledgerReading, type LedgerReading } from '../ledger/read/ledger-reading.ts';
import { undeliveredMails, type UndeliveredMail } from '../ledger/read/undelivered-mails.ts';
import type { Ledger } from '../ledger/tables.ts';
import { settleCase, type CaseSettled, type CaseSettlement } from '../ledger/write/cases.ts';
import type { ResendRequest } from '../ledger/write/resends.ts';
import type { Report } from './reconcile/report.ts';
import type { Forgetting, ForgetRequest } from './forget/forget-customer.ts';
import { resendMail, resendUndeliveredMail, type NotResent, type Resent } from './resend-mail.ts';

/** What an operator can do with the ledger. Arguments and answers are JSON, so another process can carry it out. */
export interface Desk extends LedgerReading, PurchaseRecords {
  settleCase(caseId: string, settlement: CaseSettlement): Promise<CaseSettled>;
  /** Sends a recorded mail once more. Throws `MailUnavailable` if the mail server does not take it now. */
  resendMail(request: ResendRequest): Promise<MailReceipt | NotResent>;
  /** Mails that were given up since an instant (RFC 3339) and were not sent again. */
  undelivered(request: { since: string }): Promise<UndeliveredMail[]>;
  /** Sends such a mail of a closed purchase again. It makes sure that no other process does at the same time. */
  resendUndelivered(request: { messageId: string; by: string }): Promise<Resent>;
  /** Compares workflows, ledger and order service. Moves no money. */
  reconcile(options: { sinceMs: number }): Promise<Report>;
  /** Erases the personal data of a customer. */
  forget(request: ForgetRequest): Promise<Forgetting>;
}

/** What the desk works with. `mailer`, `reconcile` and `forget` throw an error for the caller if a part is out of reach. */
export interface DeskParts extends Pick<Desk, 'reconcile' | 'forget'> {
  ledger: Ledger;
  mailer: () => Mailer;
  now: () => Date;
}

export function deskOver({ ledger, mailer, reconcile, forget, now }: DeskParts): Desk {
  return {
    ...ledgerReading(ledger, now),
    ...ledgerRecords(ledger),
    reconcile,
    forget,
    settleCase: (caseId, settlement) => settleCase(ledger, caseId, settlement, now()),
    resendMail: async (request) => resendMail({ ledger, mailer: mailer() }, request, now()),
    undelivered: ({ since }) => undeliveredMails(ledger, new Date(since)),
    resendUndelivered: async (request) => resendUndeliveredMail({ ledger, mailer: mailer() }, request, now()),
  };
}
