import type { OrderCall } from '../../../src/orders/broken-calls.ts';
import type { TroubleKind } from '../faults.ts';

export const CALLS: Readonly<Record<OrderCall, string>> = {
  cancel: 'Cancel the activation',
  lookUpActivation: 'Look up the activation',
  refund: 'Pay back',
  lookUpRefund: 'Look up the refund',
  replacement: 'Issue a replacement',
  lookUpReplacement: 'Look up the replacement',
};

export const TROUBLES: Readonly<Record<TroubleKind, string>> = {
  slow: 'answers late',
  status: 'answers with an error status',
  drop: 'hangs up before it does anything',
  odd_body: 'does it, then answers nonsense',
  answer_lost_after_effect: 'does it, then hangs up',
  sms_during_cancel: 'the SMS comes just before',
  too_early: 'too early, come again',
  sms_unsaid: 'does not say whether an SMS came',
  not_cancellable: 'cannot be cancelled any more',
  pending: 'the money stays on its way',
  other_amount: 'in another amount',
  refused: 'refuses',
  out_of_stock: 'none left',
  other_price: 'at another price',
};
