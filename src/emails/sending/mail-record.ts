import type { MailReceipt, MailTemplate } from '../../contract/mail.ts';
import type { Instant, PurchaseId } from '../../contract/scalars.ts';

/** A mail as it is about to be handed over. */
export interface MailCopy {
  /** With its angle brackets. The same for each try of one mail. */
  messageId: string;
  purchaseId: PurchaseId;
  template: MailTemplate;
  n: number;
  recipient: string;
  subject: string;
  text: string;
  html: string;
  /** The run of the workflow that sends it. Absent: not sent by a workflow. */
  runId?: string;
  /** When the workflow gave it out to be sent, by its own clock; the same for each try. Absent: not sent by a workflow. */
  postedAt?: Instant;
  /** For a mail that support sends again: the mail that it repeats, and who asked for it. */
  resendOf?: string;
  resentBy?: string;
  /** Goes to another address than the customer's, so it opens nothing. */
  withoutLink?: true;
}

/** The mail server's last answer to a try. */
export interface SmtpAnswer {
  /** Absent if it gave no answer. */
  responseCode?: number | undefined;
  response?: string | undefined;
}

/** Records mails. Each call throws `LedgerUnavailable` if it could not be saved. */
export interface MailRecord {
  /**
   * The `Message-ID` under which a mail goes out: its own, unless another run of the purchase has sent another mail under
   * it. After a reset the same words to the same address count as the same mail, everything else as another one.
   */
  messageIdOf(mail: MailCopy): Promise<string>;
  /**
   * Saves a try and the mail before it is sent. If an earlier try has already succeeded or been rejected, returns that
   * receipt, and the mail is not sent.
   */
  tried(mail: MailCopy): Promise<MailReceipt | undefined>;
  /** Saves how a try ended. `sending`: it is to be tried again. */
  answered(messageId: string, status: 'accepted' | 'rejected' | 'sending', answer: SmtpAnswer): Promise<void>;
}
