import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PurchaseOrder, Replaces } from '../../src/contract/purchase-order.ts';
import type { Stage } from '../../src/contract/status.ts';
import { DAY_MS, HOUR_MS } from '../../src/policy/duration.ts';
import { judgeFiling, type Filing } from '../../src/policy/filing.ts';
import { pausedMs, remediationDueAt, remediationLeftMs } from '../../src/policy/major-defect.ts';
import { refundOwed, type OwedRefund } from '../../src/policy/refund.ts';
import { actionsIn, decisionsIn } from '../../src/policy/stages.ts';
import { nextPollAt, retryDelayMs } from '../../src/policy/steps.ts';
import { agreeTerms } from '../../src/policy/terms.ts';
import { VERSION_IDS } from '../../src/policy/versions.ts';
import { CLAUSES } from '../../src/policy/clauses.ts';
import { theVersion } from './version.ts';

const STAGES: Stage[] = [
  'awaiting_sms',
  'returning_funds',
  'claim_window',
  'needs_evidence',
  'in_review',
  'in_remediation',
  'access_requested',
  'remedied',
  'awaiting_choice',
  'replacing',
  'closed',
];

const instant = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const version = fc.constantFrom(...VERSION_IDS).map(theVersion);

const filing: fc.Arbitrary<Filing> = fc.record({
  claimType: fc.constantFrom('non_receipt', 'invalid_number', 'major_defect'),
  reason: fc.string({ maxLength: 60 }),
  stage: fc.constantFrom(...STAGES),
  now: instant,
  version,
  smsDeadline: instant,
  windowEndsAt: instant,
  record: fc.record(
    { smsOnRecord: fc.boolean(), completed: fc.boolean(), noSmsCame: fc.constant(true as const) },
    { requiredKeys: ['smsOnRecord', 'completed'] },
  ),
  claimsSoFar: fc.integer({ min: 0, max: 7 }),
  claimOpen: fc.boolean(),
  returningByItself: fc.boolean(),
  accessRefused: fc.boolean(),
});

describe('filing', () => {
  test('a claim filed in time is never refused as late', () => {
    fc.assert(
      fc.property(filing, (each) => {
        fc.pre(each.now <= each.windowEndsAt);
        expect(judgeFiling(each)?.code).not.toBe('too_late');
      }),
    );
  });

  test('a claim filed late is never taken', () => {
    fc.assert(
      fc.property(filing, (each) => {
        fc.pre(each.now > each.windowEndsAt);
        expect(judgeFiling(each)).toBeDefined();
      }),
    );
  });

  test('whoever can file, can file: a detailed reason, a free slot and an open window are enough for a defect', () => {
    fc.assert(
      fc.property(filing, (each) => {
        const fit: Filing = {
          ...each,
          claimType: 'major_defect',
          reason: 'x'.repeat(20),
          stage: 'claim_window',
          windowEndsAt: each.now,
          claimsSoFar: 0,
          claimOpen: false,
          accessRefused: false,
        };
        expect(judgeFiling(fit)).toBeUndefined();
      }),
    );
  });

  test('every refusal by a clause names one that exists, and says what to do in a sentence', () => {
    fc.assert(
      fc.property(filing, (each) => {
        const why = judgeFiling(each);
        if (!why) return;
        if (why.clause !== null) expect(CLAUSES[why.clause].id).toBe(why.clause);
        expect(why.message).toMatch(/^[A-Z].{20,}\.$/);
      }),
    );
  });
});

describe('a refund', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  const price = fc.record({
    amount: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  });
  const order = (
    purchaseId: string,
    paid: { amount: number; currency: string },
    replaces?: Replaces,
  ): PurchaseOrder => ({
    purchaseId,
    customer: { customerId: 'c1', email: 'ada@example.org' },
    activation: { activationId: 'a1', phoneNumber: '+431234567', service: 'chat', country: 'AT' },
    price: paid,
    purchasedAt: '2026-03-01T10:00:00.000Z',
    ...(replaces ? { replaces } : {}),
  });
  const owed = (of: PurchaseOrder): OwedRefund => {
    const agreed = agreeTerms(of, Date.parse(of.purchasedAt));
    if (!agreed.ok) throw new Error('not agreed');
    return refundOwed(agreed.terms);
  };

  test('is the full price, and one and the same for every purchase of a chain', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { minLength: 3, maxLength: 3 }),
        price,
        ([first, second, third], paid) => {
          if (!first || !second || !third) throw new Error('three ids');
          const original = owed(order(first, paid));
          expect(original).toEqual({ key: `refund:${first}`, ...paid });
          const once = { purchaseId: first, originalPurchaseId: first, depth: 1 };
          const twice = { purchaseId: second, originalPurchaseId: first, depth: 2 };
          expect(owed(order(second, paid, once))).toEqual(original);
          expect(owed(order(third, paid, twice))).toEqual(original);
        },
      ),
    );
  });
});

describe('the remediation clock', () => {
  const pauses = fc
    .array(fc.integer({ min: 0, max: 10 * 86_400_000 }), { minLength: 0, maxLength: 8 })
    .map((steps) => {
      let at = 1_800_000_000_000;
      const marks = steps.map((step) => (at += step));
      return marks.flatMap((from, i) => (i % 2 === 0 ? [{ from, to: marks[i + 1] ?? from }] : []));
    });

  test('whatever the pauses, running time until the deadline is exactly the version’s', () => {
    fc.assert(
      fc.property(version, pauses, (each, list) => {
        const filedAt = 1_800_000_000_000;
        const end = list.at(-1)?.to ?? filedAt;
        const due = remediationDueAt(each, filedAt, list, end);
        expect(due - filedAt - pausedMs(list, end)).toBe(each.remediationMs);
      }),
    );
  });

  test('what is left never grows while the clock runs, and never shrinks while it stands', () => {
    fc.assert(
      fc.property(version, instant, fc.nat(10 * 86_400_000), fc.nat(86_400_000), (each, filedAt, a, b) => {
        const now = filedAt + a;
        expect(remediationLeftMs(each, filedAt, [], now + b)).toBeLessThanOrEqual(
          remediationLeftMs(each, filedAt, [], now),
        );
        const open = [{ from: now }];
        expect(remediationLeftMs(each, filedAt, open, now + b)).toBe(
          remediationLeftMs(each, filedAt, open, now),
        );
      }),
    );
  });
});

describe('steps', () => {
  test('new tries and polls come ever later, never in the past', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), instant, (n, sentAt) => {
        expect(retryDelayMs(n + 1)).toBeGreaterThanOrEqual(retryDelayMs(n));
        const now = sentAt + n * HOUR_MS;
        expect(nextPollAt(sentAt, now)).toBeGreaterThan(now);
        expect(nextPollAt(sentAt, now)).toBeLessThanOrEqual(now + DAY_MS);
      }),
    );
  });
});

describe('every stage has a way out', () => {
  /** Stages that a clock or the main flow leaves by itself. The others need a person who may act. */
  const BY_ITSELF = new Set<Stage>([
    'awaiting_sms',
    'claim_window',
    'needs_evidence',
    'in_remediation',
    'access_requested',
    'remedied',
    'awaiting_choice',
  ]);
  test.each(STAGES.filter((stage) => stage !== 'closed' && !BY_ITSELF.has(stage)))(
    '%s: support can act',
    (stage) => {
      const support = actionsIn(stage, 'support').filter((name) => name !== 'correctContact');
      expect(support.length).toBeGreaterThan(0);
    },
  );
  test('a review, which no clock decides, can always be approved or rejected', () => {
    expect(decisionsIn('in_review')).toEqual(expect.arrayContaining(['approve', 'reject']));
  });
  test('closed: nobody can do anything', () => {
    expect([...actionsIn('closed', 'customer'), ...actionsIn('closed', 'support')]).toEqual([]);
  });
  test('the address can be corrected in every stage but closed', () => {
    const without = STAGES.filter((stage) => !actionsIn(stage, 'support').includes('correctContact'));
    expect(without).toEqual(['closed']);
  });
});
