import type { ActivationRecord, CancelAnswer, RefundAnswer } from '../contract/activities.ts';
import { answerFields } from './answer-fields.ts';
import { UnexpectedAnswer, type OrderCall } from './broken-calls.ts';
import type { IssueAnswer } from './order-service.ts';
import { present } from '../contract/present.ts';

const CANCEL_RESULTS = ['cancelled', 'sms_received', 'completed', 'too_early', 'not_cancellable'] as const;

export function readCancelAnswer(answer: Record<string, unknown>): CancelAnswer {
  const fields = answerFields('cancel', answer);
  const retryAt = fields.timestamp('retryAt');
  const smsAt = fields.timestampOrNull('smsAt');
  return {
    result: fields.oneOf('result', CANCEL_RESULTS),
    ...present({ retryAt, smsAt }),
  };
}

export function readActivation(answer: Record<string, unknown>): ActivationRecord {
  const fields = answerFields('lookUpActivation', answer);
  const status = fields.oneOf('status', ['active', 'cancelled', 'completed'] as const);
  const smsAt = fields.timestampOrNull('smsAt');
  return smsAt === undefined ? { status } : { status, smsAt };
}

/** With the amount and currency that the answer names. Whether they are what was asked for is checked by the caller. */
export function readRefund(
  call: Extract<OrderCall, 'refund' | 'lookUpRefund'>,
  answer: Record<string, unknown>,
): RefundAnswer {
  const fields = answerFields(call, answer);
  const reason = fields.reason();
  return {
    refundId: fields.id('refundId'),
    status: fields.oneOf('status', ['confirmed', 'pending', 'refused'] as const),
    ...present({ reason }),
    ...fields.money(),
  };
}

export function readReplacement(
  call: Extract<OrderCall, 'replacement' | 'lookUpReplacement'>,
  answer: Record<string, unknown>,
): IssueAnswer {
  const fields = answerFields(call, answer);
  const result = fields.oneOf('result', ['issued', 'out_of_stock', 'refused'] as const);
  switch (result) {
    case 'issued':
      return { result, purchase: fields.object('purchase') };
    case 'out_of_stock':
      return { result };
    case 'refused': {
      const reason = fields.reason();
      if (reason === undefined) {
        throw new UnexpectedAnswer(call, 'the field reason is not a text', [
          { field: 'reason', right: 'a text' },
        ]);
      }
      return { result, reason };
    }
    default:
      return result satisfies never;
  }
}
