import { expect, test } from 'vitest';
import { eraseCustomer } from '../../../src/ledger/write/erase-customer.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';
import { differingColumns, wholeLedger } from '../whole-ledger.ts';

const now = new Date('2026-04-20T09:00:00.000Z');

test('nothing is erased while events of a purchase are still to be published, because afterwards they could not be made as they were', async () => {
  const ledger = await emptyLedger();
  const closedAt = '2026-03-02T10:00:00.000Z';
  const result = { outcome: 'fulfilled', clause: 'R1', closedAt } as const;
  await recordSnapshot(ledger, snapshotOf('p1', { status: { stage: 'closed', result } }), { now });
  const before = await wholeLedger(ledger);
  const request = { customerId: 'cus_1', by: 'agent_7', refused: [] };
  expect(await eraseCustomer(ledger, request, now)).toEqual({ result: 'untold_events', purchaseIds: ['p1'] });
  expect(differingColumns(before, await wholeLedger(ledger))).toEqual({});
  await ledger.deleteFrom('events_due').execute();
  expect(await eraseCustomer(ledger, request, now)).toMatchObject({
    result: 'done',
    erased: { purchaseIds: ['p1'] },
  });
});
