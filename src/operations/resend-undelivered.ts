import type { RequestAnswer } from '../client/request.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import type { UndeliveredMail } from '../ledger/read/undelivered-mails.ts';
import type { Resent } from './resend-mail.ts';

/** What came of one mail, or of all mails of an open purchase. `at` counts from 1 up to `of`. */
export type ResendProgress = { at: number; of: number; mail: UndeliveredMail } & (
  | { sentBy: 'us'; resent: Resent }
  | { sentBy: 'purchase'; answer: RequestAnswer }
);

export interface ResendingParts {
  /** Sends one mail of a closed purchase again. */
  resend: (messageId: string) => Promise<Resent>;
  /** Makes an open purchase send the mails that it has given up. */
  ask: (purchaseId: PurchaseId) => Promise<RequestAnswer>;
  pause: (ms: number) => Promise<void>;
  /** Called after each mail. */
  onProgress: (step: ResendProgress) => void;
}

/** `stopped`: the mail server took none of several in a row, and the rest was not tried. */
export type Resending = 'all_out' | 'some_not_out' | 'stopped';

/** If the server takes none of so many mails in a row, the mails are not the cause. */
const GIVES_UP_AFTER = 5;

/**
 * Sends mails that were given up again, one after the other, at most `perMinute` of them in a minute. It can be
 * interrupted at any time and started again: mails that were sent by then are passed over.
 */
export async function resendUndelivered(
  mails: readonly UndeliveredMail[],
  { perMinute }: { perMinute: number },
  { resend, ask, pause, onProgress }: ResendingParts,
): Promise<Resending> {
  const work = [
    ...new Map(mails.map((mail) => [mail.open ? mail.purchaseId : mail.messageId, mail])).values(),
  ];
  let inVain = 0;
  let notOut = 0;
  for (const [index, mail] of work.entries()) {
    if (index > 0) await pause(60_000 / perMinute);
    const step = { at: index + 1, of: work.length, mail };
    if (mail.open) {
      const answer = await ask(mail.purchaseId);
      if (!answer.accepted) notOut += 1;
      onProgress({ ...step, sentBy: 'purchase', answer });
      continue;
    }
    const resent = await resend(mail.messageId);
    inVain = resent.result === 'unavailable' ? inVain + 1 : 0;
    if (resent.result === 'unavailable' || resent.result === 'rejected') notOut += 1;
    onProgress({ ...step, sentBy: 'us', resent });
    if (inVain >= GIVES_UP_AFTER) return 'stopped';
  }
  return notOut === 0 ? 'all_out' : 'some_not_out';
}
