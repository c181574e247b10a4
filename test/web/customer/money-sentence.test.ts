import { expect, test } from 'vitest';
import type { ClaimView, PurchaseStatus, Stage, TimelineEntry } from '../../../src/contract/status.ts';
import type { WholePurchase } from '../../../src/web/api/purchase-view.ts';
import { movedOnPage, questionPage } from '../../../src/web/customer/act-pages.tsx';
import { moneyClause, moneySentence } from '../../../src/web/customer/money-sentence.ts';
import { purchasePage } from '../../../src/web/customer/purchase-page.tsx';
import { QUESTIONS } from '../../../src/web/customer/questions.tsx';
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
    'Your <money> goes back as soon as the activation is cancelled.',
  );
  expect(moneyClause({ ...BASE, stage: 'returning_funds', ...status })).toBe(clause);
});

const CLOSED = { clause: 'C3a', closedAt: AT } as const;

test.each([
  {
    what: 'by what its money goes back',
    status: { stage: 'returning_funds' },
    says: 'Your <money> goes back as soon as the activation is cancelled.',
  },
  {
    what: 'its claim',
    status: { stage: 'needs_evidence' },
    says: 'Your <money> depends on your claim, which waits for pictures.',
  },
  {
    what: 'its claim',
    status: { stage: 'in_review' },
    says: 'Your <money> depends on your claim, which support is deciding.',
  },
  {
    what: 'by when',
    status: { stage: 'in_remediation' },
    says: 'Your <money> can come back if the defect is not put right in time.',
  },
  {
    what: 'how it ended',
    status: { stage: 'closed' },
    says: 'Your <money> was paid for this purchase. Our records do not show here where it is now: reply to one of our mails, and our support tells you.',
  },
  {
    what: 'the new number',
    status: { stage: 'closed', result: { outcome: 'replaced', ...CLOSED } },
    says: 'Your <money> was paid for this purchase. Our records do not show here where it is now: reply to one of our mails, and our support tells you.',
  },
  {
    what: 'the refund',
    status: { stage: 'closed', result: { outcome: 'refunded', ...CLOSED } },
    says: 'Your <money> is back since <instant>.',
  },
  {
    what: 'why it was refunded',
    status: {
      stage: 'returning_funds',
      refund: { key: 'refund:p-1', amount: 149, currency: 'EUR', status: 'refused' },
    },
    says: 'Your <money> is owed to you, but could not be paid back yet: our support sees to it.',
  },
] as const)(
  'a record that lacks $what all the same says what is known of the money: $status.stage',
  ({ status, says }) => {
    expect(sentence(status as Partial<PurchaseStatus>)).toBe(says);
  },
);

/** A purchase of which only what no record can lack is left. */
const bare = (stage: Stage): WholePurchase => ({
  ...BASE,
  stage,
  source: 'record',
  asOf: AT,
  originalPurchaseId: 'p-1',
  depth: 0,
  deadlines: [],
  customer: { customerId: 'c-1', email: 'anna@example.org' },
  phoneNumber: '+447700900123',
  evidenceHere: new Set(),
});

const STAGES = [
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
] as const satisfies Stage[];

test.each(['en', 'de'] as const)(
  'a page answers in every stage, however little is on record, in %s',
  async (language) => {
    for (const stage of STAGES) {
      const visitor = { whole: bare(stage), reader: readerIn(language), formToken: 'form' };
      const pages = [
        purchasePage(visitor, {
          options: [],
          isLost: false,
          objectionTo: undefined,
          pictures: [],
          numbers: [],
        }),
        movedOnPage(visitor, 'An act'),
        ...QUESTIONS.filter(({ update }) => update !== 'submitClaim').map((question) =>
          questionPage({ visitor, question, kind: '', pictures: [] }, { typed: {}, faults: {} }),
        ),
      ];
      const [shown = '', ...others] = await Promise.all(pages.map(async (page) => String(await page)));
      expect(shown).toMatch(/<p id="money" class="money">[^<]*<strong>€?\s?1[.,]49/);
      for (const other of others) expect(other).toContain('</html>');
    }
  },
);
