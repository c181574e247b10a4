import type { PurchaseRecords } from '../../client/purchase-records.ts';
import type { MailReceipt } from '../../contract/mail.ts';
import { MailUnavailable, type Mailer } from '../../emails/sending/mailer.ts';
import {
  forgetCustomer,
  type Forgetting,
  type ForgetRequest,
} from '../../operations/forget/forget-customer.ts';
import { settleCase, type CaseSettling, type Settlement } from '../../ledger/write/cases.ts';
import { ledgerRecords } from '../../ledger/purchase-records.ts';
import { ledgerReading, type LedgerReading } from '../../ledger/read/ledger-reading.ts';
import { noticeIsOut, prepareResend, type Resend, type ResendRequest } from '../../ledger/write/resends.ts';
import type { Ledger } from '../../ledger/tables.ts';
import {
  takeResendTurn,
  undeliveredMails,
  type ResendTurn,
  type UndeliveredMail,
} from '../../ledger/read/undelivered-mails.ts';
import type { Report } from '../../reconcile/finding.ts';
import type { ReconcileParts } from '../../reconcile/parts.ts';
import { reconcile } from '../../reconcile/reconcile.ts';
import { NotPossible } from '../not-possible.ts';

type NotResent = Exclude<Resend, { possible: true }>;

/** What came of sending an undelivered mail again. `message`: in our words. */
export type Resent =
  | { result: 'accepted' }
  | { result: 'rejected'; responseCode: number; enhancedCode?: string }
  | { result: 'unavailable'; message: string }
  | { result: 'passed_over'; why: Exclude<ResendTurn, { yours: true }>['why'] };

/** What an operator does with the ledger. JSON in and JSON out: another process can be asked the same. */
export interface Desk extends LedgerReading, PurchaseRecords {
  settleCase(caseId: string, settlement: Settlement): Promise<CaseSettling>;
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

export interface DeskParts {
  ledger: Ledger;
  /** Absent: this process has no mail server. */
  mailer?: Mailer | undefined;
  /** Absent: this process has no shop, or no Temporal, beside the ledger. */
  compared?: Pick<ReconcileParts, 'temporal' | 'shop' | 'sendMail'> | undefined;
  now: () => Date;
}

export function deskOver({ ledger, mailer, compared, now }: DeskParts): Desk {
  return {
    ...ledgerReading(ledger, now),
    ...ledgerRecords(ledger),
    settleCase: (caseId, settlement) => settleCase(ledger, caseId, settlement, now()),
    async resendMail(request) {
      if (mailer === undefined) throw new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.');
      const resend = await prepareResend(ledger, request, now());
      if (!resend.possible) return resend;
      const receipt = await mailer.handOver(resend.copy, resend.name);
      if (receipt.status === 'accepted') await noticeIsOut(ledger, resend.copy);
      return receipt;
    },
    undelivered: ({ since }) => undeliveredMails(ledger, new Date(since)),
    async resendUndelivered(request) {
      if (mailer === undefined) throw new NotPossible('To send a mail again, set SMTP_URL and MAIL_FROM.');
      const turn = await takeResendTurn(ledger, request, now());
      if (!turn.yours) return { result: 'passed_over', why: turn.why };
      try {
        const receipt = await mailer.handOver(turn.copy, turn.name);
        if (receipt.status === 'accepted') {
          await noticeIsOut(ledger, turn.copy);
          return { result: 'accepted' };
        }
        const { status: result, ...codes } = receipt;
        return { result, ...codes };
      } catch (error) {
        if (!(error instanceof MailUnavailable)) throw error;
        return { result: 'unavailable', message: error.message };
      }
    },
    reconcile(options) {
      if (compared === undefined) throw new NotPossible('Run npm run reconcile.');
      return reconcile({ ledger, ...compared }, options);
    },
    async forget(request) {
      if (compared === undefined) throw new NotPossible('Run npm run forget.');
      return forgetCustomer({ ledger, temporal: compared.temporal }, request, now());
    },
  };
}
