import { expect, test } from 'vitest';
import type { ClaimView, PurchaseStatus, TimelineEntry } from '../../../src/contract/status.ts';
import { moneySentence } from '../../../src/web/customer/money-sentence.ts';
import { readerIn } from '../../../src/web/customer/reader.ts';

const AT = '2026-03-01T10:00:00.000Z';

const BASE: PurchaseStatus = {
  purchaseId: 'p-1',
  stage: 'claim_window',
  policyVersion: '2026-01',
  terms: {
    customerId: 'c-1',
    activationId: 'a-1',
    service: 'examplegram',
    country: 'AT',
    price: { amount: 149, currency: 'EUR' },
    purchasedAt: AT,
  },
  smsDeadline: AT,
  claimDeadline: AT,
  claims: [],
  needsAttention: [],
  allowedActions: { customer: [], support: [] },
  timeline: [],
  revision: 1,
};

const claim = (claimType: ClaimView['claimType']): ClaimView => ({
  claimId: 'cl-1',
  claimType,
  reason: 'Nothing came, although I waited.',
  evidence: [],
  filedAt: AT,
  status: 'open',
  pauses: [],
  disputes: 0,
});

const entry = (event: string, clause: TimelineEntry['clause'] & string): TimelineEntry => ({
  at: AT,
  event,
  actor: 'system',
  clause,
  visibility: 'public',
});

const sentence = (status: Partial<PurchaseStatus>): string =>
  moneySentence({ ...BASE, ...status }, readerIn('en'))
    .map((piece) => (typeof piece === 'string' ? piece : `<${piece.kind}>`))
    .join('');

test.each([
  {
    why: 'the money returns by itself, whatever claim waits for how that ends',
    status: { timeline: [entry('automatic_return', 'R2')], claim: claim('non_receipt') },
    clause: 'R2',
  },
  {
    why: 'the record decides on a claim once the cancel is answered',
    status: { claim: claim('non_receipt') },
    clause: 'C1',
  },
  {
    why: 'support has granted a claim',
    status: { timeline: [entry('automatic_return', 'R2'), entry('claim_approved', 'C2')] },
    clause: 'C2',
  },
])('the money goes back by the clause that decided it: $why → $clause', ({ status, clause }) => {
  expect(sentence({ stage: 'returning_funds', ...status })).toBe(
    `Your <money> goes back as soon as the activation is cancelled, clause ${clause}.`,
  );
});

test('no sentence is made up for a purchase that lacks what belongs to its stage', () => {
  for (const stage of ['returning_funds', 'in_review', 'in_remediation', 'closed'] as const) {
    expect(() => sentence({ stage })).toThrow(`Purchase p-1 lacks what belongs to ${stage}.`);
  }
});
