import type { MailReceipt } from '../contract/mail.ts';
import { MailUnavailable, type Mailer } from '../emails/sending/mailer.ts';
import type { Ledger } from '../ledger/tables.ts';
import { takeResendTurn, type ResendTurn } from '../ledger/write/resend-turn.ts';
import { noticeIsOut, prepareResend, type Resend, type ResendRequest } from '../ledger/write/resends.ts';

export interface ResendParts {
  ledger: Ledger;
  mailer: Mailer;
}

/** Why a recorded mail cannot be sent again. */
export type NotResent = Exclude<Resend, { possible: true }>;

/**
 * Sends a recorded mail once more. Throws `MailUnavailable` if the mail server does not take it now, and
 * `LedgerUnavailable`.
 */
export async function resendMail(
  { ledger, mailer }: ResendParts,
  request: ResendRequest,
  now: Date,
): Promise<MailReceipt | NotResent> {
  const resend = await prepareResend(ledger, request, now);
  if (!resend.possible) return resend;
  const receipt = await mailer.handOver(resend.copy, resend.name);
  if (receipt.status === 'accepted') await noticeIsOut(ledger, resend.copy);
  return receipt;
}

/** What came of sending an undelivered mail again. `message` has no words of the mail server. */
export type Resent =
  | { result: 'accepted' }
  | { result: 'rejected'; responseCode: number; enhancedCode?: string }
  | { result: 'unavailable'; message: string }
  | { result: 'passed_over'; why: Exclude<ResendTurn, { yours: true }>['why'] };

/** Sends a mail of a closed purchase that was given up again. Throws `LedgerUnavailable`. */
export async function resendUndeliveredMail(
  { ledger, mailer }: ResendParts,
  request: { messageId: string; by: string },
  now: Date,
): Promise<Resent> {
  const turn = await takeResendTurn(ledger, request, now);
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
}
