import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { ledgerReading, type LedgerReading } from '../../../src/ledger/read/ledger-reading.ts';
import { cursorOf } from '../../../src/ledger/read/page.ts';
import { startPostgres, type Postgres } from '../../../dev/postgres/start-postgres.ts';
import { fillPurchases } from '../many-purchases.ts';
import { explained } from './explained.ts';

/** The page and the one that tells whether another follows. */
const PAGE = 51;
/** What waits for support: 2 % with an open claim, 0.5 % with a refund that is stuck. */
const QUEUE = 2_500;
const CLAIMS = 6_000;
const OPEN = 14_558;
const OF_RESELLER = 5_000;

const now = new Date('2026-03-31T12:00:00.000Z');
const LATER = cursorOf(['2026-04-04T12:00:00.000Z', 'purchase', 'x']);
const OLDER = cursorOf(['2026-03-15T12:00:00.000Z', 'x']);
const SECOND = 'pur_c81e728d9d4c2f636f06';
const IN_REVIEW = 'pur_8f14e45fceea167a5a36';
const REFUNDED = 'pur_a87ff679a2f3e71d9181';

interface Plan {
  read: string;
  by: (reading: LedgerReading) => Promise<unknown>;
  uses: string[];
  atMost: number;
}

const OF_PURCHASES = [
  'claims_purchase_id_n_key',
  'deadlines_pkey',
  'evidence_pkey',
  'pauses_pkey',
  'purchases_queued',
  'statements_pkey',
];
const QUEUE_USES = ['cases_open', ...OF_PURCHASES];
/** Of a page's purchases: their rows and claims. */
const PAGE_USES = ['claims_purchase_id_n_key', 'purchases_pkey'];
const withPage = (...indexes: string[]): string[] => [...new Set([...indexes, ...PAGE_USES])].toSorted();

const PLANS: Plan[] = [
  // An entry has its row, claim, deadline and pause, its evidence counted and the last that was said.
  { read: 'the queue', by: (r) => r.queue({}), uses: QUEUE_USES, atMost: 7 * PAGE },
  {
    read: 'a later page of the queue',
    by: (r) => r.queue({ after: LATER }),
    uses: QUEUE_USES,
    atMost: 7 * PAGE,
  },
  {
    read: 'the queue of a stage',
    by: (r) => r.queue({ stage: 'remedied' }),
    uses: OF_PURCHASES,
    atMost: QUEUE + 33 * PAGE,
  },
  {
    read: 'the queue of a rare type of claim',
    by: (r) => r.queue({ claimType: 'non_receipt' }),
    uses: OF_PURCHASES,
    atMost: 2 * QUEUE,
  },
  {
    read: 'the queue of a frequent type of claim',
    by: (r) => r.queue({ claimType: 'major_defect' }),
    uses: OF_PURCHASES,
    atMost: 16 * PAGE,
  },
  {
    read: 'the queue of what needs attention',
    by: (r) => r.queue({ attention: 'refund' }),
    uses: OF_PURCHASES,
    atMost: 2 * QUEUE,
  },
  {
    read: 'all purchases',
    by: (r) => r.search({}),
    uses: withPage('purchases_closed_newest', 'purchases_open_newest'),
    atMost: 4 * PAGE,
  },
  {
    read: 'a later page of all purchases',
    by: (r) => r.search({ after: OLDER }),
    uses: withPage('purchases_closed_newest', 'purchases_open_newest'),
    atMost: 4 * PAGE,
  },
  {
    read: 'those of a policy version that most live by',
    by: (r) => r.search({ policyVersion: '2026-01' }),
    uses: withPage('purchases_closed_newest', 'purchases_open_newest'),
    atMost: 4 * PAGE,
  },
  {
    read: 'the open ones',
    by: (r) => r.search({ open: true }),
    uses: withPage('purchases_open_newest'),
    atMost: 4 * PAGE,
  },
  {
    read: 'the closed ones',
    by: (r) => r.search({ stage: 'closed' }),
    uses: withPage('purchases_closed_newest'),
    atMost: 4 * PAGE,
  },
  {
    read: 'those of a stage',
    by: (r) => r.search({ stage: 'in_review' }),
    uses: withPage('purchases_open_by_stage'),
    atMost: 4 * PAGE,
  },
  {
    read: 'those of a type of claim',
    by: (r) => r.search({ claimType: 'non_receipt' }),
    uses: withPage('claims_by_type'),
    atMost: 4 * PAGE,
  },
  {
    read: 'a later page of those of a type of claim',
    by: (r) => r.search({ claimType: 'major_defect', after: OLDER }),
    uses: withPage('claims_by_type'),
    atMost: 4 * PAGE,
  },
  {
    read: 'the open ones of a type of claim',
    by: (r) => r.search({ claimType: 'major_defect', open: true }),
    uses: withPage('claims_by_type'),
    atMost: 2 * CLAIMS,
  },
  {
    read: 'those of a type of claim in a stage',
    by: (r) => r.search({ claimType: 'major_defect', stage: 'remedied' }),
    uses: withPage('claims_by_type'),
    atMost: 2 * CLAIMS,
  },
  {
    read: 'those of a clause',
    by: (r) => r.search({ clause: 'X1' }),
    uses: withPage('claims_by_clause', 'purchases_by_outcome_clause'),
    atMost: 6 * PAGE,
  },
  {
    read: 'a later page of those of a clause',
    by: (r) => r.search({ clause: 'X1', after: OLDER }),
    uses: withPage('claims_by_clause', 'purchases_by_outcome_clause'),
    atMost: 6 * PAGE,
  },
  {
    read: 'those of the most frequent clause',
    by: (r) => r.search({ clause: 'R1' }),
    uses: withPage('claims_by_clause', 'purchases_by_outcome_clause'),
    atMost: 6 * PAGE,
  },
  {
    read: 'the open ones of a clause',
    by: (r) => r.search({ clause: 'X1', open: true }),
    uses: withPage('claims_by_clause'),
    atMost: 2 * CLAIMS,
  },
  { read: 'a purchase', by: (r) => r.search({ purchaseId: SECOND }), uses: PAGE_USES, atMost: 3 },
  {
    read: 'the purchases of an activation',
    by: (r) => r.search({ activationId: 'act_32cfe6c19200b67afb7c' }),
    uses: withPage('purchases_by_activation'),
    atMost: 4,
  },
  {
    read: 'the purchases of a customer',
    by: (r) => r.search({ customerId: 'cus_77' }),
    uses: withPage('purchases_by_customer'),
    atMost: 10,
  },
  {
    read: 'the purchases of a reseller with 5,000',
    by: (r) => r.search({ customerId: 'cus_reseller' }),
    uses: withPage('purchases_by_customer'),
    atMost: 4 * PAGE,
  },
  {
    read: 'the purchases of a reseller with a type of claim',
    by: (r) => r.search({ customerId: 'cus_reseller', claimType: 'major_defect' }),
    uses: withPage('purchases_by_customer'),
    atMost: 2 * OF_RESELLER,
  },
  {
    read: 'one purchase whole',
    by: (r) => r.record(IN_REVIEW),
    uses: [
      'claims_purchase_id_n_key',
      'deadlines_pkey',
      'evidence_pkey',
      'mails_by_purchase',
      'pauses_pkey',
      'purchases_by_chain',
      'purchases_pkey',
      'refunds_original_purchase_id_key',
      'replacements_by_purchase',
      'statements_pkey',
      'timeline_entry',
    ],
    atMost: 20,
  },
  {
    read: 'a mail',
    by: (r) => r.mail(`<funds_returned.1.${REFUNDED}@returns.example>`),
    uses: ['mails_pkey'],
    atMost: 1,
  },
  {
    read: 'the open ones, counted by stage',
    by: (r) => r.stages(),
    uses: ['purchases_open_by_stage'],
    atMost: OPEN,
  },
];

describe('among 100,000 purchases in PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({ env: process.env });
    const ledger = openPostgres(postgres.url, { statementTimeoutMs: 120_000 });
    await migrate(ledger);
    await fillPurchases(ledger, { purchases: 100_000, now });
    await ledger.destroy();
  });
  afterAll(async () => {
    await postgres.stop();
  });

  test.each(PLANS)(
    '$read: by indexes alone, and no more rows than are needed',
    async ({ by, uses, atMost }) => {
      let answer: unknown;
      const plan = await explained(postgres.url, async (ledger) => {
        answer = await by(ledgerReading(ledger, () => now));
      });
      expect(answer).toBeDefined();
      expect(plan.by).toEqual(uses);
      expect(plan.rows).toBeLessThanOrEqual(atMost);
      expect(plan.rows).toBeGreaterThan(0);
    },
  );
});
