import { expect, test } from 'vitest';
import { refundKey, replacementKey } from '../../../src/contract/ids.ts';
import { replacementsNotOnRecord } from '../../../src/ledger/read/to-reconcile.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { putBackReplacement } from '../../../src/ledger/write/replacements.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const NOW = new Date('2026-03-04T00:00:00.000Z');

/** A purchase on record that says that it was given a replacement. */
const tells = (ledger: Ledger, purchaseId: string, original: string, depth: number): Promise<unknown> =>
  recordSnapshot(
    ledger,
    snapshotOf(purchaseId, {
      status: {
        stage: 'closed',
        replacement: {
          key: replacementKey(purchaseId, 1),
          status: 'issued',
          purchaseId: `${purchaseId}-next`,
        },
      },
      snapshot: { originalPurchaseId: original, depth },
    }),
    { now: NOW },
  );

async function putBack(ledger: Ledger, purchaseIds: string[]): Promise<boolean[]> {
  const answers: boolean[] = [];
  for (const told of await replacementsNotOnRecord(ledger, purchaseIds)) {
    answers.push(await putBackReplacement(ledger, told, NOW));
  }
  return answers;
}

const issued = (ledger: Ledger) =>
  ledger.selectFrom('replacements').select(['purchase_id', 'replacement_purchase_id']).execute();

test('a replacement is put back once, however often', async () => {
  const ledger = await emptyLedger();
  await tells(ledger, 'p1', 'p1', 0);
  const told = await replacementsNotOnRecord(ledger, ['p1']);
  expect(told).toHaveLength(1);
  const both = await Promise.all(
    told.flatMap((each) => [each, each]).map((each) => putBackReplacement(ledger, each, NOW)),
  );
  expect(both).toEqual([true, true]);
  expect(await issued(ledger)).toEqual([{ purchase_id: 'p1', replacement_purchase_id: 'p1-next' }]);
  expect(await putBack(ledger, ['p1'])).toEqual([]);
});

test('the word of a purchase that only says it is in a chain puts nothing back', async () => {
  const ledger = await emptyLedger();
  await tells(ledger, 'stranger', 'p1', 1);
  expect(await putBack(ledger, ['stranger'])).toEqual([false]);
  expect(await issued(ledger)).toEqual([]);
  expect(await ledger.selectFrom('remedies').selectAll().execute()).toEqual([]);
});

test('nothing is put back where another remedy was given', async () => {
  const ledger = await emptyLedger();
  await tells(ledger, 'p1', 'p1', 0);
  const refund = { original_purchase_id: 'p1', depth: 0, purchase_id: 'p1', kind: 'refund' } as const;
  await ledger
    .insertInto('remedies')
    .values({ ...refund, key: refundKey('p1'), given: true })
    .execute();
  expect(await putBack(ledger, ['p1'])).toEqual([false]);
  expect(await issued(ledger)).toEqual([]);
});

test('nothing is put back of a purchase that was issued as the replacement of another', async () => {
  const ledger = await emptyLedger();
  await tells(ledger, 'p1', 'p1', 0);
  await putBack(ledger, ['p1']);
  await tells(ledger, 'p2', 'p2', 0);
  const [told] = await replacementsNotOnRecord(ledger, ['p2']);
  if (told === undefined) throw new Error('nothing was told');
  expect(await putBackReplacement(ledger, { ...told, replacementPurchaseId: 'p1-next' }, NOW)).toBe(false);
  expect(await issued(ledger)).toEqual([{ purchase_id: 'p1', replacement_purchase_id: 'p1-next' }]);
});
