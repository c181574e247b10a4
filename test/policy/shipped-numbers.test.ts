import { expect, test } from 'vitest';
import { REASON_SHORTEST } from '../../src/contract/text-bounds.ts';
import { agreeTerms } from '../../src/policy/terms.ts';
import { policyVersion, UNWRITTEN_VERSION_ID } from '../../src/policy/versions.ts';

// Open purchases read all of this again at each replay. A change here changes what was promised to them, or lets their
// tasks fail: make a new version instead, or put the new rule behind `patched`.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const V2026_01 = {
  id: '2026-01',
  claimWindowMs: 5 * DAY,
  smsDefaultMs: 20 * MINUTE,
  smsLongestMs: 3 * DAY,
  remediationMs: 5 * DAY,
  reviewMs: 5 * DAY,
  evidenceMs: 2 * DAY,
  evidenceReminderBeforeMs: DAY,
  evidenceRequests: 2,
  accessMs: 14 * DAY,
  accessRemindersMs: [3 * DAY, 10 * DAY],
  accessRequests: 2,
  secondAccessNeedsMs: DAY,
  disputeMs: 3 * DAY,
  choiceMs: 14 * DAY,
  choiceRemindersMs: [3 * DAY, 10 * DAY],
  choiceReminderBeforeMs: DAY,
  choiceAgainMs: 3 * DAY,
  windowReminderBeforeMs: DAY,
  claimsPerPurchase: 5,
  evidencePerClaim: 5,
  reclassifications: 2,
  refusals: 20,
  supportRefusals: 10,
  customerRequests: 80,
  supportRequests: 80,
  replacementChoices: 3,
  deepestReplacement: 2,
  refundPendingMs: 7 * DAY,
  outageToleranceMs: MINUTE,
  outageGraceMs: DAY,
};

test.each([
  { id: '2026-01', numbers: V2026_01 },
  {
    id: 'sandbox-short',
    numbers: {
      ...V2026_01,
      id: 'sandbox-short',
      claimWindowMs: 12 * HOUR,
      remediationMs: 12 * HOUR,
      reviewMs: 12 * HOUR,
    },
  },
])('the numbers of version $id stay as they were shipped', ({ id, numbers }) =>
  expect(policyVersion(id)).toMatchObject(numbers),
);

test('an order that nothing was written down for means 2026-01 for ever', () =>
  expect(UNWRITTEN_VERSION_ID).toBe('2026-01'));

test('20 characters are a reason (P2)', () => expect(REASON_SHORTEST).toBeLessThanOrEqual(20));

test('a shop’s clock may run 5 minutes ahead, to the millisecond', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  const order = {
    purchaseId: 'p1',
    customer: { customerId: 'c1', email: 'ada@example.org' },
    activation: {
      activationId: 'a1',
      phoneNumber: '+431234567',
      service: 'chat',
      country: 'AT',
    },
    price: { amount: 149, currency: 'EUR' },
  };
  const ahead = (ms: number) => ({
    ...order,
    purchasedAt: new Date(now + ms).toISOString(),
  });
  expect(agreeTerms(ahead(5 * MINUTE), now).ok).toBe(true);
  expect(agreeTerms(ahead(5 * MINUTE + 1), now).ok).toBe(false);
});
