import type { MailReceipt } from '../contract/mail.ts';
import type { Mailer } from '../emails/sending/mailer.ts';
import { ledgerReading, type LedgerReading } from '../ledger/read/ledger-reading.ts';
import { undeliveredMails, type UndeliveredMail } from '../ledger/read/undelivered-mails.ts';
import type { Ledger } from '../ledger/tables.ts';
import { settleCase, type CaseSettled, type CaseSettlement } from '../ledger/write/cases.ts';
import type { ResendRequest } from '../ledger/write/resends.ts';
import { resendMail, resendUndeliveredMail, type NotResent, type Resent } from './resend-mail.ts';

/** What an operator can do with the ledger. Arguments and answers are JSON. */
export interface Desk extends LedgerReading {
  settleCase(caseId: string, settlement: CaseSettlement): Promise<CaseSettled>;
  /** Sends a recorded mail once more. Throws `MailUnavailable` if the mail server does not take it now. */
  resendMail(request: ResendRequest): Promise<MailReceipt | NotResent>;
  /** Mails that were given up since an instant (RFC 3339) and were not sent again. */
  undelivered(request: { since: string }): Promise<UndeliveredMail[]>;
  /** Sends such a mail of a closed purchase again. It makes sure that no other process does at the same time. */
  resendUndelivered(request: { messageId: string; by: string }): Promise<Resent>;
}

/** What the desk works with. */
export interface DeskParts {
  ledger: Ledger;
  /** Throws an error for the caller if there is no mail server. */
  mailer: () => Mailer;
  now: () => Date;
}

export function deskOver({ ledger, mailer, now }: DeskParts): Desk {
  return {
    ...ledgerReading(ledger, now),
    settleCase: (caseId, settlement) => settleCase(ledger, caseId, settlement, now()),
    resendMail: async (request) => resendMail({ ledger, mailer: mailer() }, request, now()),
    undelivered: ({ since }) => undeliveredMails(ledger, new Date(since)),
    resendUndelivered: async (request) => resendUndeliveredMail({ ledger, mailer: mailer() }, request, now()),
  };
}
