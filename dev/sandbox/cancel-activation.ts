import type { ActivationRecord, CancelAnswer } from '../../src/contract/activities.ts';
import type { ShopPurchase } from './shop-data.ts';
import type { Effect } from './idempotency.ts';
import type { ShopContext } from './shop-context.ts';

/** Ends the rental, unless an SMS has come first or the activation is over. */
export function cancelActivation(shop: ShopContext, purchase: ShopPurchase): Effect {
  const at = new Date(shop.now()).toISOString();
  const tooEarly = shop.trouble('too_early');
  if (tooEarly) {
    const { retryAt = new Date(shop.now() + 60_000).toISOString() } = tooEarly;
    return { answer: { result: 'too_early', retryAt }, final: false };
  }
  if (shop.trouble('not_cancellable')) return { answer: { result: 'not_cancellable' }, final: true };
  if (shop.trouble('sms_during_cancel')) purchase.smsAt ??= at;
  if (purchase.status === 'active' && purchase.smsAt === undefined) {
    purchase.status = 'cancelled';
    purchase.cancelledAt = at;
  }
  const result: CancelAnswer['result'] = purchase.status === 'active' ? 'sms_received' : purchase.status;
  return { answer: withSms(shop, { result }, purchase), final: true };
}

export const activationRecord = (
  shop: Pick<ShopContext, 'trouble'>,
  purchase: ShopPurchase,
): ActivationRecord => withSms(shop, { status: purchase.status }, purchase);

/** `null`: no SMS came. */
const withSms = <T extends object>(
  { trouble }: Pick<ShopContext, 'trouble'>,
  answer: T,
  { smsAt }: ShopPurchase,
): T & { smsAt?: string | null } => (trouble('sms_unsaid') ? answer : { ...answer, smsAt: smsAt ?? null });
