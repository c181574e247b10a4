import { describe, expect, test } from 'vitest';
import type { CancelAnswer } from '../../src/contract/activities.ts';
import { afterWaitingForSms, returnAfterCancel } from '../../src/policy/automatic-return.ts';
import { recordOf } from '../../src/policy/facts.ts';
import { judgeNonReceipt, nonReceiptAfterCancel } from '../../src/policy/non-receipt.ts';

const results: CancelAnswer['result'][] = [
  'cancelled',
  'not_cancellable',
  'sms_received',
  'completed',
  'too_early',
];

describe('R2: what the answer to a cancel means while the funds return', () => {
  const withoutSms = ['refund', 'refund', 'window_opens', 'window_opens', 'ask_again'];
  test.each(results.map((result, i) => ({ result, verdict: withoutSms[i] })))(
    '$result without an SMS on record → $verdict',
    ({ result, verdict }) => expect(returnAfterCancel({ result }, {})).toBe(verdict),
  );
  test.each(results)('%s with an SMS on record by then → window_opens, no refund', (result) =>
    expect(returnAfterCancel({ result }, { smsAt: 0 })).toBe('window_opens'),
  );
});

describe('C1 approved by the record: what the answer to a cancel means', () => {
  const withoutSms = ['refund', 'refund', 'support_decides', 'support_decides', 'ask_again'];
  const withSms = ['support_decides', 'support_decides', 'support_decides', 'rejected', 'support_decides'];
  test.each(results.map((result, i) => ({ result, verdict: withoutSms[i] })))(
    '$result without an SMS on record → $verdict',
    ({ result, verdict }) => expect(nonReceiptAfterCancel({ result }, {})).toBe(verdict),
  );
  test('completed, and the order service says that no SMS came → refund', () =>
    expect(nonReceiptAfterCancel({ result: 'completed', smsAt: null }, { noSmsCame: true })).toBe('refund'));
  test('completed, with an SMS on record after it was said that none came → rejected', () =>
    expect(nonReceiptAfterCancel({ result: 'completed' }, { noSmsCame: true, smsAt: 0 })).toBe('rejected'));
  test.each(results.map((result, i) => ({ result, verdict: withSms[i] })))(
    '$result with an SMS on record → $verdict, no refund by itself',
    ({ result, verdict }) => expect(nonReceiptAfterCancel({ result }, { smsAt: 0 })).toBe(verdict),
  );
});

describe('what ends the wait for an SMS', () => {
  test.each([
    { facts: {}, next: 'return_funds' },
    { facts: { cancelledAt: 1 }, next: 'return_funds' },
    { facts: { smsAt: 1 }, next: 'window_opens' },
    { facts: { completedAt: 1 }, next: 'window_opens' },
    { facts: { smsAt: 1, cancelledAt: 0 }, next: 'window_opens' },
    { facts: { completedAt: 1, cancelledAt: 0 }, next: 'window_opens' },
  ])('$facts → $next', ({ facts, next }) => expect(afterWaitingForSms(facts)).toBe(next));
});

test.each([
  { smsOnRecord: false, completed: false, verdict: 'approved_by_record' },
  { smsOnRecord: false, completed: true, verdict: 'support_decides' },
  { smsOnRecord: false, completed: true, noSmsCame: true, verdict: 'approved_by_record' },
  { smsOnRecord: true, completed: false, verdict: 'support_decides' },
  { smsOnRecord: true, completed: true, verdict: 'refused' },
] as const)(
  'C1: SMS on record $smsOnRecord, completed $completed, said that none came $noSmsCame → $verdict',
  ({ verdict, ...record }) => expect(judgeNonReceipt(record)).toBe(verdict),
);

test.each([
  { facts: {}, record: { smsOnRecord: false, completed: false } },
  { facts: { completedAt: 1 }, record: { smsOnRecord: false, completed: true } },
  {
    facts: { completedAt: 1, noSmsCame: true },
    record: { smsOnRecord: false, completed: true, noSmsCame: true },
  },
  { facts: { completedAt: 1, noSmsCame: true, smsAt: 2 }, record: { smsOnRecord: true, completed: true } },
] as const)('$facts, as the record of a claim: $record', ({ facts, record }) =>
  expect(recordOf(facts)).toEqual(record),
);
