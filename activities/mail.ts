import { ApplicationFailure } from '@temporalio/common';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { MailRecord } from '../src/emails/sending/mail-record.ts';
import { MailUnavailable, openMailer, type MailConfig } from '../src/emails/sending/mailer.ts';
import { renderMail } from '../src/emails/rendering/render.ts';
import { retryableLedger } from './ledger.ts';

export interface MailActivities {
  activities: Pick<PurchaseActivities, 'sendMail'>;
  /** Ends the connections; a mail that is just being handed over is finished first. Call it once the worker has stopped. */
  readonly close: () => void;
}

/**
 * Sends mails over SMTP, each under a `Message-ID` of its template, number and purchase.
 *
 * `sendMail` answers `rejected` where the server says that the customer's address takes no mail, and fails with the
 * retryable type `MailUnavailable` for everything else, a refusal of our account or of our words included.
 * A retry has the same `Message-ID` and the same words; only its `Date` is new, taken from the host's clock.
 */
export function mailActivities(config: MailConfig, record: MailRecord): MailActivities {
  const mailer = openMailer(config, record);
  return {
    activities: {
      async sendMail(mail) {
        const { purchaseId, n, to, content, runId } = mail;
        const { template } = content;
        const copy = {
          messageId: `<${template}.${n}.${purchaseId}@${mailer.domain}>`,
          purchaseId,
          template,
          n,
          recipient: to.email,
          ...renderMail(mail),
          ...(runId === undefined ? {} : { runId }),
        };
        try {
          return await retryableLedger(async () => {
            const messageId = await record.messageIdOf(copy);
            return mailer.handOver({ ...copy, messageId }, to.name);
          });
        } catch (error) {
          if (!(error instanceof MailUnavailable)) throw error;
          const { message, name, details } = error;
          // Without the cause: the server's words can repeat an address, and failures are kept in the history.
          throw ApplicationFailure.create({ message, type: name, nonRetryable: false, details: [details] });
        }
      },
    },
    close: mailer.close,
  };
}
