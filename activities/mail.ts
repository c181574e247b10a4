import { ApplicationFailure } from '@temporalio/common';
import type { PurchaseActivities } from '../src/contract/activities.ts';
import type { Instant } from '../src/contract/scalars.ts';
import { MailUnavailable, type Mailer } from '../src/emails/sending/mailer.ts';
import { retryableLedger } from './ledger.ts';

/**
 * `sendMail` answers `rejected` where the server says that the customer's address takes no mail, and fails with the
 * retryable type `MailUnavailable` for everything else, a refusal of our account or of our words included. `postedAt`:
 * when the activity was scheduled, which is the same instant for each of its tries.
 */
export const mailActivities = (
  mailer: Pick<Mailer, 'send'>,
  postedAt: () => Instant,
): Pick<PurchaseActivities, 'sendMail'> => ({
  async sendMail(mail) {
    try {
      return await retryableLedger(() => mailer.send(mail, postedAt()));
    } catch (error) {
      if (!(error instanceof MailUnavailable)) throw error;
      const { message, name, details } = error;
      // Without the cause: the server's words can repeat an address, and failures are kept in the history.
      throw ApplicationFailure.create({ message, type: name, nonRetryable: false, details: [details] });
    }
  },
});
