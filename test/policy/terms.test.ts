import { describe, expect, test } from 'vitest';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import { agreeTerms } from '../../src/policy/terms.ts';

const purchasedAt = '2026-03-01T10:00:00.000Z';
const now = Date.parse(purchasedAt) + 1000;
const order: PurchaseOrder = {
  purchaseId: 'p1',
  customer: { customerId: 'c1', email: 'ada@example.org' },
  activation: { activationId: 'a1', phoneNumber: '+431234567', service: 'chat', country: 'AT' },
  price: { amount: 149, currency: 'EUR' },
  purchasedAt,
};

const after = (ms: number): string => new Date(Date.parse(purchasedAt) + ms).toISOString();
const fields = (changes: Partial<PurchaseOrder>): string[] => {
  const agreed = agreeTerms({ ...order, ...changes }, now);
  return agreed.ok ? [] : agreed.problems.map(({ field }) => field);
};
const ahead = (ms: number): string => new Date(now + ms).toISOString();
const HOURS = 3_600_000;

test('an order without a deadline waits 20 minutes for its SMS and 120 hours for claims', () => {
  const agreed = agreeTerms(order, now);
  expect(agreed).toMatchObject({
    ok: true,
    terms: {
      version: { id: '2026-01' },
      smsDeadline: Date.parse('2026-03-01T10:20:00Z'),
      claimDeadline: Date.parse('2026-03-06T10:00:00Z'),
      originalPurchaseId: 'p1',
      depth: 0,
    },
  });
});

test('five days are 120 hours across the end of summer time', () => {
  const agreed = agreeTerms({ ...order, purchasedAt: '2025-10-24T12:00:00+02:00' }, now);
  expect(agreed.ok && new Date(agreed.terms.claimDeadline).toISOString()).toBe('2025-10-29T10:00:00.000Z');
});

describe('the bounds of smsDeadline', () => {
  test.each([
    { smsDeadline: after(0), problems: ['smsDeadline'] },
    { smsDeadline: after(1), problems: [] },
    { smsDeadline: after(72 * HOURS), problems: [] },
    { smsDeadline: after(72 * HOURS + 1), problems: ['smsDeadline'] },
  ])('$smsDeadline for a purchase at 10:00 → $problems', ({ smsDeadline, problems }) =>
    expect(fields({ smsDeadline })).toEqual(problems),
  );

  test.each([
    { smsDeadline: after(12 * HOURS), problems: [] },
    { smsDeadline: after(12 * HOURS + 1), problems: ['smsDeadline'] },
  ])('not after the claim deadline, which sandbox-short has at 22:00: $smsDeadline → $problems', (row) =>
    expect(fields({ smsDeadline: row.smsDeadline, policyVersion: 'sandbox-short' })).toEqual(row.problems),
  );
});

describe('purchasedAt', () => {
  test.each([
    { at: ahead(5 * 60_000), problems: [] },
    { at: ahead(5 * 60_000 + 1), problems: ['purchasedAt'] },
  ])('$at when our clock says 10:00:01 → $problems', ({ at, problems }) =>
    expect(fields({ purchasedAt: at })).toEqual(problems),
  );

  test('long past: its terms are agreed all the same', () =>
    expect(fields({ purchasedAt: '2020-01-01T00:00:00Z' })).toEqual([]));
});

test('an unknown version is refused and the known ones are named', () => {
  expect(agreeTerms({ ...order, policyVersion: '1999' }, now)).toEqual({
    ok: false,
    problems: [
      {
        field: 'policyVersion',
        message: 'is not a version of the policy: send one of 2026-01, sandbox-short, or leave it out',
      },
    ],
  });
});

test('a replacement is judged as part of the chain that was paid for', () => {
  const agreed = agreeTerms(
    { ...order, replaces: { purchaseId: 'p0', originalPurchaseId: 'p00', depth: 2 } },
    now,
  );
  expect(agreed.ok && [agreed.terms.originalPurchaseId, agreed.terms.depth]).toEqual(['p00', 2]);
});
