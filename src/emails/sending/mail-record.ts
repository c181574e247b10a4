import type { MailReceipt, MailTemplate } from '../../contract/mail.ts';
import type { PurchaseId } from '../../contract/scalars.ts';

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
  /** The run of the purchase that has it sent. Absent: sent beside the workflow. */
  runId?: string;
  /** For one that support has sent again: the mail that it repeats, and who asked for it. */
  resendOf?: string;
  resentBy?: string;
}

/** The mail server's last word on a try. */
export interface SmtpAnswer {
  /** Absent: it gave none. */
  responseCode?: number | undefined;
  response?: string | undefined;
}

/** Where mails are on record. Each call throws `LedgerUnavailable` if it could not be saved. */
export interface MailRecord {
  /**
   * The `Message-ID` under which a mail goes out: its own, unless another run of the purchase has sent something else
   * under it. After a reset the same words to the same address are the same mail, and other ones another.
   */
  messageIdOf(mail: MailCopy): Promise<string>;
  /**
   * Saves a try with what it is to hand over. Answers the receipt of an earlier try that has ended it: then there is
   * nothing to send.
   */
  tried(mail: MailCopy): Promise<MailReceipt | undefined>;
  /** Saves how a try ended. `sending`: it is to be tried again. */
  answered(messageId: string, status: 'accepted' | 'rejected' | 'sending', answer: SmtpAnswer): Promise<void>;
}
