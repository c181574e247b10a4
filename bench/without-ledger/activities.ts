import { mailActivities } from '../../activities/mail.ts';
import { cancelKey } from '../../src/contract/ids.ts';
import type { PurchaseActivities } from '../../src/contract/activities.ts';
import { openMailer } from '../../src/emails/sending/mailer.ts';
import { httpOrderService } from '../../src/orders/http-order-service.ts';
import type { BareOutside } from '../bare/activities.ts';
import { NO_RECORD } from '../parts/no-record.ts';

/** What the lives of the bench ask for. */
type Asked = Pick<PurchaseActivities, 'cancelActivation' | 'refund' | 'sendMail'>;

/** The same calls as ours by the same code, with no record before or after. */
export function unrecordedActivities({ orderServiceUrl, orderServiceToken, mail }: BareOutside): {
  activities: Asked;
  close: () => void;
} {
  const orders = httpOrderService({ url: orderServiceUrl, token: orderServiceToken });
  const mailer = openMailer(mail, NO_RECORD);
  return {
    activities: {
      ...mailActivities(mailer, Date.now),
      cancelActivation: ({ purchaseId, activationId }) =>
        orders.cancel({ key: cancelKey(purchaseId), activationId }),
      refund: ({ key, purchaseId, price, reason }) => orders.refund({ key, purchaseId, price, reason }),
    },
    close: () => mailer.close(),
  };
}
