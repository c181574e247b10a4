import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { BareActivities } from './activities.ts';

const { cancelActivation, refund, sendMail } = proxyActivities<BareActivities>({
  startToCloseTimeout: '45 s',
  retry: { initialInterval: '2 s', maximumInterval: '3 min' },
});

const HOUR_MS = 3_600_000;

/**
 * What one would write by hand in an afternoon: the same waits, signals and calls as `workflows/purchase.ts`, without
 * claims, status, timeline and care for what goes wrong. The measure that ours is held against.
 */
export async function barePurchase(order: PurchaseOrder): Promise<'fulfilled' | 'refunded'> {
  let sms = false;
  let completed = false;
  let cancelled = false;
  setHandler(defineSignal('smsReceived'), () => void (sms = true));
  setHandler(defineSignal('activationCompleted'), () => void (completed = true));
  setHandler(defineSignal('activationCancelled'), () => void (cancelled = true));

  const { purchaseId, customer, activation, price } = order;
  const purchasedAt = Date.parse(order.purchasedAt);
  const smsDeadline = order.smsDeadline ? Date.parse(order.smsDeadline) : purchasedAt + HOUR_MS / 3;
  const mail = {
    purchaseId,
    n: 1,
    to: { email: customer.email },
    service: activation.service,
    policyVersion: '2026-01',
  };

  await condition(() => sms || completed || cancelled, Math.max(smsDeadline - Date.now(), 1));
  if (!sms && !completed) {
    const result = await cancelActivation(activation.activationId, `cancel:${purchaseId}`);
    if ((result === 'cancelled' || result === 'not_cancellable') && !sms) {
      const refundId = await refund({ ...price, purchaseId, reason: 'R2' }, `refund:${purchaseId}`);
      await sendMail({
        ...mail,
        content: { template: 'funds_returned', clause: 'R2', amount: price, refundId },
      });
      return 'refunded';
    }
  }

  const windowEndsAt = purchasedAt + 120 * HOUR_MS;
  const remindAt = windowEndsAt - 24 * HOUR_MS;
  if (!completed && !(await condition(() => completed, Math.max(remindAt - Date.now(), 1)))) {
    const until = new Date(windowEndsAt).toISOString();
    await sendMail({ ...mail, content: { template: 'claim_window_closing', until } });
  }
  await sleep(Math.max(windowEndsAt - Date.now(), 1));
  return 'fulfilled';
}
