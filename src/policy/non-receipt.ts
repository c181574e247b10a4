import type { CancelAnswer } from '../contract/activities.ts';
import type { Facts, RecordAtFiling } from './facts.ts';

export type NonReceiptVerdict = 'approved_by_record' | 'refused' | 'support_decides';

/**
 * C1, by the record:
 * - no SMS, not completed: approved;
 * - no SMS, completed: approved if the order service says that none came, otherwise support decides;
 * - SMS, completed: refused (R1);
 * - SMS, not completed: support decides.
 */
export function judgeNonReceipt(record: RecordAtFiling): NonReceiptVerdict {
  if (record.smsOnRecord) return record.completed ? 'refused' : 'support_decides';
  return record.completed && record.noSmsCame !== true ? 'support_decides' : 'approved_by_record';
}

export type NonReceiptAfterCancel = 'refund' | 'rejected' | 'support_decides' | 'ask_again';

/**
 * C1 approved by the record: the cancel before the refund may still bring an SMS to light.
 * `facts`: all that is on record now, the answer's `smsAt` included.
 */
export function nonReceiptAfterCancel(answer: CancelAnswer, facts: Facts): NonReceiptAfterCancel {
  const smsOnRecord = facts.smsAt !== undefined;
  switch (answer.result) {
    case 'completed':
      if (smsOnRecord) return 'rejected';
      return facts.noSmsCame === true ? 'refund' : 'support_decides';
    case 'cancelled':
    case 'not_cancellable':
      return smsOnRecord ? 'support_decides' : 'refund';
    case 'sms_received':
      return 'support_decides';
    case 'too_early':
      return smsOnRecord ? 'support_decides' : 'ask_again';
    default:
      return answer.result satisfies never;
  }
}
