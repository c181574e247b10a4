import type { CancelAnswer } from '../contract/activities.ts';
import type { Facts } from './facts.ts';

/** What ends the wait for an SMS. */
export type AfterWaiting = 'window_opens' | 'return_funds';

/**
 * R2. Without an SMS by the deadline, or cancelled before one, the funds return.
 * A completion ends the wait as an SMS does: the number was used, or said to be.
 */
export function afterWaitingForSms(facts: Facts): AfterWaiting {
  return facts.smsAt !== undefined || facts.completedAt !== undefined ? 'window_opens' : 'return_funds';
}

/** What the answer to a cancel means for the money. */
export type AfterCancel = 'refund' | 'window_opens' | 'ask_again';

/**
 * R2. Only the order service knows whether a code has just gone out, so its answer decides.
 * `facts`: all that is on record now, the answer's `smsAt` included.
 */
export function returnAfterCancel(answer: CancelAnswer, facts: Facts): AfterCancel {
  if (facts.smsAt !== undefined) return 'window_opens';
  switch (answer.result) {
    case 'cancelled':
    case 'not_cancellable':
      return 'refund';
    case 'sms_received':
    case 'completed':
      return 'window_opens';
    case 'too_early':
      return 'ask_again';
    default:
      return answer.result satisfies never;
  }
}
