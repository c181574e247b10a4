import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { PurchaseSnapshot } from '../../../src/contract/snapshot.ts';
import type { ClaimView, Statement } from '../../../src/contract/status.ts';
import { readPurchaseRecord } from '../../../src/ledger/read/purchase-record.ts';
import { readPurchaseStatus } from '../../../src/ledger/read/purchase-status.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';
import { present } from '../../../src/contract/present.ts';

const now = new Date('2026-03-02T09:00:01.000Z');
const at = '2026-03-02T09:05:00.123Z';

const FILED: Statement = {
  at,
  by: { kind: 'customer', id: 'cus_1' },
  kind: 'claim_filed',
  text: 'It never took my code.\nNot once.',
  visibility: 'public',
};
const REPORTED: Statement = {
  at,
  by: { kind: 'support', id: 'agent_7' },
  kind: 'remediation_done',
  text: 'The route was repaired.',
  visibility: 'public',
};
const INTERNAL: Statement = {
  at,
  by: { kind: 'support', id: 'agent_7' },
  kind: 'claim_rejected',
  text: 'Third time this month.',
  visibility: 'internal',
};

const claim = (n: number, statements?: Statement[]): ClaimView => ({
  claimId: `clm_p1_${n}`,
  claimType: 'major_defect',
  reason: 'It never took my code.',
  evidence: [],
  filedAt: at,
  status: 'withdrawn',
  pauses: [],
  disputes: 0,
  ...present({ statements }),
});

/** As of the `step`th task. */
const saying = (step: number, claims: ClaimView[], statements?: Statement[]): PurchaseSnapshot => {
  const snapshot = snapshotOf('p1', { status: { claims }, position: { historyLength: 3 + step } });
  const { statements: _none, ...status } = snapshot.status;
  return { ...snapshot, status: { ...status, ...present({ statements }) } };
};

const record = (ledger: Ledger, snapshot: PurchaseSnapshot): Promise<string> =>
  recordSnapshot(ledger, snapshot, { now });

async function said(ledger: Ledger): Promise<Record<string, string[]>> {
  const rows = await ledger.selectFrom('statements').selectAll().orderBy('claim_id').orderBy('n').execute();
  const byClaim: Record<string, string[]> = {};
  for (const { claim_id, words } of rows) (byClaim[claim_id] ??= []).push(words);
  return byClaim;
}

describe('what was said, in the ledger', () => {
  test('is there with who, when, which act and for whose eyes, and comes back as it was', async () => {
    const ledger = await emptyLedger();
    const snapshot = saying(1, [claim(1, [FILED, INTERNAL]), claim(2, [FILED])], [INTERNAL]);
    await record(ledger, snapshot);
    const [first] = await ledger.selectFrom('statements').selectAll().where('n', '=', 2).execute();
    expect(first).toEqual({
      purchase_id: 'p1',
      claim_id: 'clm_p1_1',
      n: 2,
      at: new Date(at),
      by_kind: 'support',
      by_id: 'agent_7',
      kind: 'claim_rejected',
      visibility: 'internal',
      words: 'Third time this month.',
    });
    expect(await readPurchaseStatus(ledger, 'p1')).toEqual(snapshot.status);
  });

  test('grows with what is added, and what was there is not written again', async () => {
    const ledger = await emptyLedger();
    await record(ledger, saying(1, [claim(1, [FILED])], []));
    const writtenBy = () =>
      sql<{
        by: string;
      }>`select xmin::text as by from ledger.statements where claim_id <> '' and n = 1`.execute(ledger);
    const before = (await writtenBy()).rows;
    await record(ledger, saying(2, [claim(1, [FILED, REPORTED])], [INTERNAL]));
    expect(await said(ledger)).toEqual({ '': [INTERNAL.text], clm_p1_1: [FILED.text, REPORTED.text] });
    expect((await writtenBy()).rows).toEqual(before);
  });

  test('stays when a version that kept nothing writes in between', async () => {
    const ledger = await emptyLedger();
    await record(ledger, saying(1, [claim(1, [FILED])], [INTERNAL]));
    expect(await record(ledger, saying(2, [claim(1), claim(2)]))).toBe('recorded');
    expect(await said(ledger)).toEqual({ '': [INTERNAL.text], clm_p1_1: [FILED.text] });
    const [, second] = (await readPurchaseStatus(ledger, 'p1'))?.claims ?? [];
    expect(second).toMatchObject({ claimId: 'clm_p1_2' });
    expect(second).not.toHaveProperty('statements');
  });

  test('in a task that was lost is not there afterwards', async () => {
    const ledger = await emptyLedger();
    await record(ledger, saying(1, [claim(1, [FILED, INTERNAL]), claim(2, [FILED])], [INTERNAL]));
    await record(ledger, saying(2, [claim(1, [FILED])], []));
    expect(await said(ledger)).toEqual({ clm_p1_1: [FILED.text] });
    await record(ledger, saying(3, [claim(1, [REPORTED])], []));
    expect(await said(ledger)).toEqual({ clm_p1_1: [REPORTED.text] });
    await record(ledger, saying(4, [], []));
    expect(await said(ledger)).toEqual({});
  });

  test('for support’s eyes only is not in a record for the customer', async () => {
    const ledger = await emptyLedger();
    await record(ledger, saying(1, [claim(1, [FILED, INTERNAL])], [INTERNAL]));
    const whole = await readPurchaseRecord(ledger, 'p1');
    expect(whole?.claims.map(({ statements }) => statements)).toEqual([[FILED, INTERNAL]]);
    expect(whole?.statements).toEqual([INTERNAL]);
    const forCustomer = await readPurchaseRecord(ledger, 'p1', { publicOnly: true });
    expect(forCustomer?.claims.map(({ statements }) => statements)).toEqual([[FILED]]);
    expect(forCustomer?.statements).toEqual([]);
  });
});
