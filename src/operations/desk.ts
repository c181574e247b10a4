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

/** What an operator does with the ledger. JSON in and JSON out: another process can be asked the same. */
export interface Desk extends LedgerReading, PurchaseRecords {
  settleCase(caseId: string, settlement: CaseSettlement): Promise<CaseSettled>;
  /** Sends a mail of record once more. Throws `MailUnavailable` if the mail server does not take it now. */
  resendMail(request: ResendRequest): Promise<MailReceipt | NotResent>;
  /** Mails that were given up since an instant, RFC 3339, and that have not got out since. */
  undelivered(request: { since: string }): Promise<UndeliveredMail[]>;
  /** Sends one of those of a closed purchase again. Nobody else sends it at the same time. */
  resendUndelivered(request: { messageId: string; by: string }): Promise<Resent>;
  /** Compares workflows, ledger and order service. Moves no money. */
  reconcile(options: { sinceMs: number }): Promise<Report>;
  /** Erases who bought a customer's purchases. */
  forget(request: ForgetRequest): Promise<Forgetting>;
}

/** Beside the ledger: what may be out of reach. Each throws what the caller is to be told if it is. */
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
