import type { MailReceipt } from '../../contract/mail.ts';
import type { Mailer } from '../../emails/mailer.ts';
import { settleCase, type CaseSettling, type Settlement } from '../../ledger/cases.ts';
import { ledgerReading, type LedgerReading } from '../../ledger/reading/ledger-reading.ts';
import { noticeIsOut, prepareResend, type Resend, type ResendRequest } from '../../ledger/resends.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { NotPossible } from '../not-possible.ts';

type NotResent = Exclude<Resend, { possible: true }>;

/** What an operator does with the ledger. JSON in and JSON out: another process can be asked the same. */
export interface Desk extends LedgerReading {
  settleCase(caseId: string, settlement: Settlement): Promise<CaseSettling>;
  /** Sends a mail of record once more. Throws `MailUnavailable` if the mail server does not take it now. */
  resendMail(request: ResendRequest): Promise<MailReceipt | NotResent>;
}

export interface DeskParts {
  ledger: Ledger;
  /** Absent: this process has no mail server. */
  mailer?: Mailer | undefined;
  now: () => Date;
}

export function deskOver({ ledger, mailer, now }: DeskParts): Desk {
  return {
    ...ledgerReading(ledger, now),
    settleCase: (caseId, settlement) => settleCase(ledger, caseId, settlement, now()),
    async resendMail(request) {
      if (mailer === undefined) throw new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.');
      const resend = await prepareResend(ledger, request, now());
      if (!resend.possible) return resend;
      const receipt = await mailer.handOver(resend.copy, resend.name);
      if (receipt.status === 'accepted') await noticeIsOut(ledger, resend.copy);
      return receipt;
    },
  };
}
