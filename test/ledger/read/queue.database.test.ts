import { beforeEach, describe, expect, test } from 'vitest';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import type { Attention, ClaimView, NextDeadline, Stage, Statement } from '../../../src/contract/status.ts';
import { openCase, settleCase } from '../../../src/ledger/write/cases.ts';
import { readQueue, type QueueEntry } from '../../../src/ledger/read/queue.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';
import { present } from '../../../src/contract/present.ts';

const now = new Date('2026-03-10T12:00:00.000Z');
const filedAt = '2026-03-03T08:00:00.000Z';

const claimOf = (purchaseId: string, changes: Partial<ClaimView> = {}): ClaimView => ({
  claimId: `clm_${purchaseId}_1`,
  claimType: 'major_defect',
  reason: 'It never took my code.',
  evidence: [],
  filedAt,
  status: 'open',
  pauses: [],
  disputes: 0,
  ...changes,
});

const refused: Attention = { step: 'refund', reason: 'refused: no funds', since: '2026-03-04T00:00:00.000Z' };

interface Waiting {
  stage: Stage;
  claim?: ClaimView;
  nextDeadline?: NextDeadline;
  needsAttention?: Attention[];
  pauses?: PurchaseSnapshot['pauses'];
}

function waiting(purchaseId: string, what: Waiting): PurchaseSnapshot {
  const { stage, claim, nextDeadline, needsAttention = [], pauses = [] } = what;
  const { status, ...snapshot } = snapshotOf(purchaseId, {
    snapshot: {
      deadlines: [
        ...(nextDeadline ? [{ ...nextDeadline, next: true }] : []),
        { kind: 'sms', at: filedAt, next: false },
      ],
      pauses,
    },
  });
  const { nextDeadline: _sms, ...rest } = status;
  return {
    ...snapshot,
    status: {
      ...rest,
      stage,
      ...(claim?.status === 'open' ? { claim } : {}),
      claims: claim ? [claim] : [],
      ...(nextDeadline ? { nextDeadline } : {}),
      needsAttention,
      allowedActions: { customer: ['withdrawClaim'], support: ['decideClaim', 'correctContact'] },
    },
  };
}

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;

const inReview = (id: string, day: number): PurchaseSnapshot =>
  waiting(id, {
    stage: 'in_review',
    claim: claimOf(id, { claimType: 'invalid_number' }),
    nextDeadline: { kind: 'review', at: at(day) },
  });

async function fill(ledger: Ledger, ...snapshots: PurchaseSnapshot[]): Promise<void> {
  for (const snapshot of snapshots) await recordSnapshot(ledger, snapshot, { now });
}

describe('the queue of support', () => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await emptyLedger();
  });

  const entries = async (query: Parameters<typeof readQueue>[1] = {}): Promise<QueueEntry[]> => {
    const page = await readQueue(ledger, query, now);
    if (!page.ok) throw new Error(JSON.stringify(page.problems));
    return page.entries;
  };
  const ids = async (query?: Parameters<typeof readQueue>[1]): Promise<string[]> =>
    (await entries(query)).map(({ purchaseId }) => purchaseId);

  test('shows of a claim whose clock stands still since when, and for how long in all', async () => {
    const nextDeadline = {
      kind: 'access',
      at: at(20),
      pausedSince: '2026-03-10T10:00:00.000Z',
      provisional: true,
    } as const;
    const paused = (why: 'access' | 'remedied', from: string, to?: string) => ({
      claimId: 'clm_p1_1',
      why,
      from,
      ...present({ to }),
    });
    await fill(
      ledger,
      waiting('p1', {
        stage: 'access_requested',
        claim: claimOf('p1'),
        nextDeadline,
        pauses: [
          paused('access', '2026-03-04T00:00:00.000Z', '2026-03-04T01:00:00.001Z'),
          paused('remedied', '2026-03-05T00:00:00.000Z', '2026-03-05T00:30:00.000Z'),
          paused('access', '2026-03-10T10:00:00.000Z'),
        ],
      }),
    );
    expect(await entries()).toEqual([
      {
        kind: 'purchase',
        queuedAt: at(20),
        purchaseId: 'p1',
        stage: 'access_requested',
        waitsFor: 'customer',
        policyVersion: '2026-01',
        purchasedAt: '2026-03-02T09:00:00.000Z',
        price: { amount: 149, currency: 'EUR' },
        service: 'Telegram',
        country: 'GB',
        claim: {
          claimId: 'clm_p1_1',
          claimType: 'major_defect',
          filedAt,
          reason: 'It never took my code.',
          evidence: [],
          pausedMs: 3.5 * 60 * 60_000 + 1,
          pausedSince: '2026-03-10T10:00:00.000Z',
        },
        nextDeadline,
        needsAttention: [],
        allowedActions: ['decideClaim', 'correctContact'],
      },
    ]);
  });

  test('shows of the claim the reason, the evidence and what was said last, of long texts the beginning', async () => {
    const said = (kind: Statement['kind'], text: string): Statement => ({
      at: filedAt,
      by: { kind: 'support', id: 'agent_7' },
      kind,
      text,
      visibility: 'internal',
    });
    const claim = claimOf('p1', {
      reason: '😀'.repeat(4000),
      evidence: [{ evidenceId: 'ev_2' }, { evidenceId: 'ev_1', mediaType: 'image/png' }],
      statements: [
        said('claim_filed', 'filed'),
        said('evidence_requested', 'asked'),
        said('claim_rejected', 'x'.repeat(400)),
      ],
    });
    await fill(ledger, waiting('p1', { stage: 'in_review', claim }));
    const [entry] = await entries();
    expect(entry).toMatchObject({
      waitsFor: 'support',
      claim: {
        reason: `${'😀'.repeat(399)}…`,
        evidence: ['ev_2', 'ev_1'],
        lastStatement: said('claim_rejected', 'x'.repeat(400)),
      },
    });
    const filed = claimOf('p1', { statements: [said('claim_filed', 'filed')] });
    const { position, ...later } = waiting('p1', { stage: 'in_review', claim: filed });
    await fill(ledger, { ...later, position: { ...position, historyLength: 9 } });
    expect((await entries())[0]).not.toHaveProperty('claim.lastStatement');
  });

  test('tells whose turn it is, and can be asked for one of them; an attention is always for support', async () => {
    const notice: Attention = { step: 'notice', reason: 'notice_undelivered', since: filedAt };
    await fill(
      ledger,
      waiting('review', { stage: 'in_review', claim: claimOf('review') }),
      waiting('repair', { stage: 'in_remediation', claim: claimOf('repair') }),
      waiting('evidence', { stage: 'needs_evidence', claim: claimOf('evidence') }),
      waiting('access', { stage: 'access_requested', claim: claimOf('access') }),
      waiting('remedied', { stage: 'remedied', claim: claimOf('remedied') }),
      waiting('choice', { stage: 'awaiting_choice', claim: claimOf('choice') }),
      waiting('undelivered', {
        stage: 'needs_evidence',
        claim: claimOf('undelivered'),
        needsAttention: [notice],
      }),
      waiting('parked', { stage: 'returning_funds', claim: claimOf('parked') }),
      waiting('stuck', { stage: 'returning_funds', needsAttention: [refused] }),
    );
    const subject = {
      purchaseId: 'lost',
      kind: 'workflow_missing',
      key: 'lost',
      details: { ledger: null },
    } as const;
    await openCase(ledger, subject, now);
    const whose = {
      support: ['repair', 'review', 'stuck', 'undelivered', 'lost'],
      customer: ['access', 'choice', 'evidence', 'remedied'],
      order_service: ['parked'],
    };
    for (const [waitsFor, purchaseIds] of Object.entries(whose)) {
      expect([waitsFor, ...(await ids({ waitsFor })).toSorted()]).toEqual([
        waitsFor,
        ...purchaseIds.toSorted(),
      ]);
    }
    const turns = (await entries()).flatMap((entry) =>
      entry.kind === 'purchase' ? [`${entry.purchaseId} ${entry.waitsFor}`] : [],
    );
    expect(turns.toSorted()).toEqual(
      Object.entries(whose)
        .flatMap(([whom, purchaseIds]) => purchaseIds.map((each) => `${each} ${whom}`))
        .filter((each) => each !== 'lost support')
        .toSorted(),
    );
  });

  test('has what needs attention, also without a claim and after the end, and nothing that needs nobody', async () => {
    await fill(
      ledger,
      snapshotOf('quiet'),
      waiting('window', { stage: 'claim_window', nextDeadline: { kind: 'window', at: at(7) } }),
      waiting('refused', { stage: 'returning_funds', needsAttention: [refused] }),
      waiting('undelivered', {
        stage: 'closed',
        needsAttention: [
          { step: 'notice', reason: 'notice_undelivered', since: at(5), template: 'remedied' },
        ],
      }),
      waiting('decided', {
        stage: 'closed',
        claim: claimOf('decided', { status: 'rejected', clause: 'X1' }),
      }),
    );
    expect(await entries()).toEqual([
      {
        kind: 'purchase',
        queuedAt: refused.since,
        purchaseId: 'refused',
        stage: 'returning_funds',
        waitsFor: 'support',
        policyVersion: '2026-01',
        purchasedAt: '2026-03-02T09:00:00.000Z',
        price: { amount: 149, currency: 'EUR' },
        service: 'Telegram',
        country: 'GB',
        needsAttention: [refused],
        allowedActions: ['decideClaim', 'correctContact'],
      },
      expect.objectContaining({ purchaseId: 'undelivered', stage: 'closed', queuedAt: at(5) }),
    ]);
  });

  test('begins with the earliest: what waits for a person since then, or a claim’s next deadline', async () => {
    await fill(
      ledger,
      inReview('later', 12),
      inReview('soon', 11),
      waiting('stuck', { stage: 'returning_funds', needsAttention: [refused] }),
      waiting('no-deadline', { stage: 'in_review', claim: claimOf('no-deadline') }),
      inReview('twin-b', 13),
      inReview('twin-a', 13),
    );
    expect(await ids()).toEqual(['no-deadline', 'stuck', 'soon', 'later', 'twin-a', 'twin-b']);
  });

  test('comes in pages that hold each entry once, also where instants are the same', async () => {
    const all = Array.from({ length: 23 }, (_, n) => `p${String(n).padStart(2, '0')}`);
    await fill(ledger, ...all.map((id, n) => inReview(id, 1 + Math.floor(n / 7))));
    const seen: string[] = [];
    const sizes: number[] = [];
    let after: string | undefined;
    do {
      const page = await readQueue(ledger, { limit: 5, after }, now);
      if (!page.ok) throw new Error(JSON.stringify(page.problems));
      seen.push(...page.entries.map(({ purchaseId }) => purchaseId));
      sizes.push(page.entries.length);
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(all);
    expect(sizes).toEqual([5, 5, 5, 5, 3]);
  });

  test('a page that is exactly full says that none follows', async () => {
    await fill(ledger, inReview('a', 1), inReview('b', 2));
    expect(await readQueue(ledger, { limit: 2 }, now)).not.toHaveProperty('next');
    expect(await readQueue(ledger, { limit: 1 }, now)).toHaveProperty('next');
  });

  test('can be read by stage, by the open claim’s type and by what needs attention', async () => {
    await fill(
      ledger,
      inReview('review', 11),
      waiting('stuck', { stage: 'returning_funds', needsAttention: [refused] }),
      waiting('defect', {
        stage: 'in_remediation',
        claim: claimOf('defect'),
        nextDeadline: { kind: 'remediation', at: at(9) },
      }),
    );
    expect(await ids({ stage: 'in_review' })).toEqual(['review']);
    expect(await ids({ claimType: 'major_defect' })).toEqual(['defect']);
    expect(await ids({ attention: 'any' })).toEqual(['stuck']);
    expect(await ids({ attention: 'refund' })).toEqual(['stuck']);
    expect(await ids({ attention: 'cancel' })).toEqual([]);
    expect(await ids({ stage: 'in_review', claimType: 'major_defect' })).toEqual([]);
  });

  test('has open cases at the instant they were opened, in the same pages, and no settled ones', async () => {
    await fill(ledger, inReview('p1', 11), inReview('p2', 13));
    const open = (key: string, hour: number) => {
      const subject = {
        purchaseId: 'p9',
        kind: 'refund_failed',
        key,
        details: { ledger: { amount: 149 } },
      } as const;
      return openCase(ledger, subject, new Date(at(hour)));
    };
    const middle = await open('refund:p9', 12);
    const twin = await open('refund:p8', 13);
    const settled = await open('refund:p7', 10);
    await settleCase(ledger, settled.caseId, { by: 'agent_7', note: 'Paid by hand.' }, now);
    const [, second] = await entries();
    expect(second).toEqual({
      kind: 'case',
      queuedAt: at(12),
      caseId: middle.caseId,
      purchaseId: 'p9',
      case: 'refund_failed',
      key: 'refund:p9',
      details: { ledger: { amount: 149 } },
    });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await readQueue(ledger, { limit: 1, after }, now);
      if (!page.ok) throw new Error(JSON.stringify(page.problems));
      seen.push(...page.entries.map((entry) => (entry.kind === 'case' ? entry.caseId : entry.purchaseId)));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['p1', middle.caseId, twin.caseId, 'p2']);
    expect(await ids({ attention: 'any' })).toEqual(['p9', 'p9']);
    expect(await ids({ stage: 'in_review' })).toEqual(['p1', 'p2']);
  });

  test('an entry is gone once nobody has to do anything', async () => {
    await fill(ledger, inReview('p1', 11));
    await fill(
      ledger,
      snapshotOf('p1', { status: { stage: 'claim_window' }, position: { historyLength: 20 } }),
    );
    expect(await ids()).toEqual([]);
  });

  test('a query that cannot be answered names each field that is wrong', async () => {
    const query = { after: 'made-up', limit: 0, stage: 'asleep', claimType: 7, attention: 'all' };
    expect(await readQueue(ledger, query, now)).toEqual({
      ok: false,
      problems: [
        { field: 'after', message: 'must be the next of an earlier page' },
        { field: 'limit', message: 'must be an integer from 1 to 200' },
        { field: 'stage', message: expect.stringMatching(/^must be one of awaiting_sms, .*, closed$/) },
        { field: 'claimType', message: 'must be one of non_receipt, invalid_number, major_defect' },
        {
          field: 'attention',
          message: 'must be one of any, cancel, refund, replacement, review, notice, purchase',
        },
      ],
    });
  });

  test.each([
    ['of nothing', ''],
    ['that is no list', '"2026"'],
    ['of too little', '["2026-03-03T09:00:00.000Z","purchase"]'],
    ['of too much', '["2026-03-03T09:00:00.000Z","purchase","p1","p2"]'],
    ['of no instant', '["soon","purchase","p1"]'],
    ['of no kind', '["2026-03-03T09:00:00.000Z","thing","p1"]'],
    ['of no id', '["2026-03-03T09:00:00.000Z","purchase","p 1; drop"]'],
    ['of no text', '["2026-03-03T09:00:00.000Z","purchase",1]'],
  ])('a cursor %s is no cursor', async (_, text) => {
    const after = Buffer.from(text).toString('base64url');
    expect(await readQueue(ledger, { after }, now)).toMatchObject({
      ok: false,
      problems: [{ field: 'after' }],
    });
  });
});
