import { describe, expect, test } from 'vitest';
import type { RefundAnswer } from '../../src/contract/activities.ts';
import { differenceWords, judgeRefund, sameMoney } from '../../src/policy/refund.ts';

const asked = { amount: 149, currency: 'EUR' };
const said = (answer: Partial<RefundAnswer>): RefundAnswer => ({
  refundId: 'rf_1',
  status: 'confirmed',
  ...answer,
});

describe('an answer about a refund is held against what was asked for', () => {
  test.each(['confirmed', 'pending'] as const)('%s in the amount asked for counts', (status) => {
    expect(judgeRefund(asked, said({ status, ...asked }))).toEqual({ status, refundId: 'rf_1' });
  });

  test.each([{}, { amount: 149 }, { currency: 'EUR' }])(
    'what it does not name counts as asked: %j',
    (named) => {
      expect(judgeRefund(asked, said(named))).toEqual({ status: 'confirmed', refundId: 'rf_1' });
    },
  );

  test.each([
    { named: { amount: 148 }, found: { amount: 148, currency: 'EUR' } },
    { named: { amount: 150 }, found: { amount: 150, currency: 'EUR' } },
    { named: { amount: 0 }, found: { amount: 0, currency: 'EUR' } },
    { named: { amount: -149 }, found: { amount: -149, currency: 'EUR' } },
    { named: { currency: 'USD' }, found: { amount: 149, currency: 'USD' } },
    { named: { amount: 1, currency: 'USD' }, found: { amount: 1, currency: 'USD' } },
  ])('another amount or currency is a difference, pending or confirmed: $named', ({ named, found }) => {
    for (const status of ['confirmed', 'pending'] as const) {
      expect(judgeRefund(asked, said({ status, ...named }))).toEqual({
        status: 'differs',
        found,
        by: 'order_service',
      });
    }
  });

  test('refused moved no money, whatever amount it names', () => {
    const refused = said({ status: 'refused', reason: 'till closed', amount: 1, currency: 'USD' });
    expect(judgeRefund(asked, refused)).toEqual({
      status: 'refused',
      refundId: 'rf_1',
      reason: 'till closed',
    });
  });

  test('what the ledger has otherwise is a difference, and its own', () => {
    const recorded = { status: 'not_as_recorded', amount: 1, currency: 'EUR' } as const;
    expect(judgeRefund(asked, recorded)).toEqual({
      status: 'differs',
      found: { amount: 1, currency: 'EUR' },
      by: 'ledger',
    });
  });
});

test('money is the same in amount and currency only', () => {
  expect(sameMoney(asked, { currency: 'EUR', amount: 149 })).toBe(true);
  expect(sameMoney(asked, { ...asked, amount: 148 })).toBe(false);
  expect(sameMoney(asked, { ...asked, currency: 'USD' })).toBe(false);
});

test('a difference is told with both amounts, in minor units', () => {
  expect(differenceWords(asked, { amount: 1, currency: 'USD' })).toBe('asked 149 EUR, found 1 USD');
});
