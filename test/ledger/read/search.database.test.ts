import { beforeAll, describe, expect, test } from 'vitest';
import type { ClauseId } from '../../../src/contract/clause-id.ts';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import type { ClaimView, Stage } from '../../../src/contract/status.ts';
import type { ClaimType } from '../../../src/contract/updates.ts';
import { searchPurchases } from '../../../src/ledger/read/search.ts';
import { countStages, OPEN_STAGES } from '../../../src/ledger/read/stages.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const CLAUSES: ClauseId[] = ['R1', 'C2', 'C3', 'X1'];
const TYPES: ClaimType[] = ['non_receipt', 'invalid_number', 'major_defect'];
const pick = <T>(from: readonly T[], n: number): T => {
  const one = from[n % from.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

/** Every 3rd has claims, every 2nd is closed, groups of 4 were bought in the same millisecond. */
function purchase(n: number): PurchaseSnapshot {
  const purchaseId = `p${n}`;
  const purchasedAt = new Date(
    Date.parse('2026-03-02T09:00:00.000Z') + Math.floor(n / 4) * 1000,
  ).toISOString();
  const claims = Array.from({ length: n % 3 === 0 ? 1 + (n % 2) : 0 }, (_, index): ClaimView => ({
    claimId: `clm_${purchaseId}_${index + 1}`,
    claimType: pick(TYPES, Math.floor(n / 6)),
    reason: 'It never took my code.',
    evidence: [],
    filedAt: purchasedAt,
    status: index === 0 && n % 4 !== 0 ? 'rejected' : 'open',
    ...(index === 0 && n % 4 !== 0 ? { clause: pick(CLAUSES, n) } : {}),
    pauses: [],
    disputes: 0,
  }));
  const { terms } = snapshotOf(purchaseId).status;
  const closed = n % 2 === 0;
  const stage: Stage = closed ? 'closed' : pick(OPEN_STAGES, n);
  const customerId = `cus_${n % 5}`;
  return snapshotOf(purchaseId, {
    status: {
      stage,
      policyVersion: n % 7 === 0 ? 'sandbox-short' : '2026-01',
      terms: { ...terms, customerId, activationId: `act_${n % 30}`, purchasedAt },
      claims,
      ...(closed
        ? { result: { outcome: 'fulfilled', clause: pick(CLAUSES, n / 2), closedAt: purchasedAt } }
        : {}),
    },
    snapshot: { customer: { customerId, email: 'ada@customer.example' } },
  });
}

const ALL = Array.from({ length: 60 }, (_, n) => purchase(n));

interface Filters {
  purchaseId?: string;
  activationId?: string;
  customerId?: string;
  stage?: Stage;
  open?: boolean;
  claimType?: ClaimType;
  clause?: ClauseId;
  policyVersion?: string;
}

/** The same search over the list. */
function expected(filters: Filters): string[] {
  const { purchaseId, activationId, customerId, stage, open, claimType, clause, policyVersion } = filters;
  return ALL.map(({ status }) => status)
    .filter(
      ({ terms, claims, result, ...status }) =>
        (purchaseId ?? status.purchaseId) === status.purchaseId &&
        (activationId ?? terms.activationId) === terms.activationId &&
        (customerId ?? terms.customerId) === terms.customerId &&
        (stage ?? status.stage) === status.stage &&
        (open ?? status.stage !== 'closed') === (status.stage !== 'closed') &&
        (claimType === undefined || claims.some((claim) => claim.claimType === claimType)) &&
        (clause === undefined ||
          result?.clause === clause ||
          claims.some((claim) => claim.clause === clause)) &&
        (policyVersion ?? status.policyVersion) === status.policyVersion,
    )
    .toSorted(
      (one, other) =>
        Date.parse(other.terms.purchasedAt) - Date.parse(one.terms.purchasedAt) ||
        (other.purchaseId > one.purchaseId ? 1 : -1),
    )
    .map((status) => status.purchaseId);
}

describe('a search', () => {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await emptyLedger();
    for (const snapshot of ALL) await recordSnapshot(ledger, snapshot, { now: new Date(0) });
  });

  async function found(filters: Filters, limit: number): Promise<string[]> {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await searchPurchases(ledger, { ...filters, limit, after });
      if (!page.ok) throw new Error(JSON.stringify(page.problems));
      seen.push(...page.entries.map(({ purchaseId }) => purchaseId));
      after = page.next;
    } while (after !== undefined);
    return seen;
  }

  test.each<Filters>([
    {},
    { purchaseId: 'p17' },
    { purchaseId: 'p17', stage: 'closed' },
    { purchaseId: 'nobody' },
    { activationId: 'act_3' },
    { customerId: 'cus_2' },
    { customerId: 'cus_2', open: true, claimType: 'major_defect' },
    { customerId: 'cus_0', clause: 'C2' },
    { stage: 'in_review' },
    { stage: 'closed' },
    { stage: 'closed', open: true },
    { open: true },
    { open: false },
    { claimType: 'invalid_number' },
    { claimType: 'invalid_number', open: false },
    { clause: 'X1' },
    { clause: 'X1', claimType: 'major_defect' },
    { clause: 'R1', open: true },
    { clause: 'C3a' },
    { policyVersion: 'sandbox-short' },
    { policyVersion: '2026-01', stage: 'claim_window' },
  ])('for %o finds each purchase once, the newest first, in pages of any size', async (filters) => {
    const wanted = expected(filters);
    for (const limit of [1, 4, 7, 200]) expect(await found(filters, limit)).toEqual(wanted);
  });

  test('shows ids, money and decisions, and no address, number or text of anyone', async () => {
    const page = await searchPurchases(ledger, { purchaseId: 'p6' });
    expect(page).toEqual({
      ok: true,
      entries: [
        {
          purchaseId: 'p6',
          customerId: 'cus_1',
          activationId: 'act_6',
          service: 'Telegram',
          country: 'GB',
          price: { amount: 149, currency: 'EUR' },
          purchasedAt: '2026-03-02T09:00:01.000Z',
          policyVersion: '2026-01',
          stage: 'closed',
          nextDeadline: { kind: 'sms', at: '2026-03-02T09:20:00.000Z' },
          needsAttention: 0,
          claims: [{ claimId: 'clm_p6_1', claimType: 'invalid_number', status: 'rejected', clause: 'C3' }],
          result: { outcome: 'fulfilled', clause: 'X1', closedAt: '2026-03-02T09:00:01.000Z' },
        },
      ],
    });
  });

  test('that cannot be answered names each field that is wrong', async () => {
    const page = await searchPurchases(ledger, {
      purchaseId: 'p 1',
      customerId: '',
      open: 'yes',
      clause: 'Z9',
      policyVersion: '1999-01',
      after: Buffer.from('["2026-03-02","p1"]').toString('base64url'),
      limit: 1000,
    });
    if (page.ok) throw new Error('it was answered');
    expect(page.problems.map(({ field }) => field)).toEqual([
      'purchaseId',
      'customerId',
      'open',
      'clause',
      'policyVersion',
      'after',
      'limit',
    ]);
  });

  test('counts the open purchases of every stage, none of the closed ones', async () => {
    const open = ALL.map(({ status }) => status.stage).filter((stage) => stage !== 'closed');
    const counts = await countStages(ledger);
    expect(Object.keys(counts)).toEqual(OPEN_STAGES);
    for (const stage of OPEN_STAGES) {
      expect([stage, counts[stage]]).toEqual([stage, open.filter((each) => each === stage).length]);
    }
  });
});
