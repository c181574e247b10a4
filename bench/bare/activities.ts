import { mailActivities } from '../../activities/mail.ts';
import { openMailer, type MailConfig } from '../../src/emails/sending/mailer.ts';
import type { PurchaseActivities } from '../../src/contract/activities.ts';
import { NO_RECORD } from '../parts/no-record.ts';

export interface BareActivities extends Pick<PurchaseActivities, 'sendMail'> {
  /** The result, as the shop says it. */
  cancelActivation(activationId: string, key: string): Promise<string>;
  /** The id of the refund. Fails, and is tried again, until it is confirmed. */
  refund(body: object, key: string): Promise<string>;
}

export interface BareOutside {
  orderServiceUrl: string;
  orderServiceToken: string;
  mail: MailConfig;
}

/** The shop by plain HTTP; mails go the way that ours go. */
export function bareActivities({ orderServiceUrl, orderServiceToken, mail }: BareOutside): {
  activities: BareActivities;
  close: () => void;
} {
  const post = async (path: string, key: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${orderServiceUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${orderServiceToken}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(18_000),
    });
    if (!response.ok) throw new Error(`the shop answered ${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const mailer = openMailer(mail, NO_RECORD);
  return {
    activities: {
      ...mailActivities(mailer, Date.now),
      async cancelActivation(activationId, key) {
        return String((await post(`/activations/${activationId}/cancel`, key, {}))['result']);
      },
      async refund(body, key) {
        const { status, refundId } = await post('/refunds', key, body);
        if (status !== 'confirmed') throw new Error(`the refund is ${String(status)}`);
        return String(refundId);
      },
    },
    close: () => mailer.close(),
  };
}
