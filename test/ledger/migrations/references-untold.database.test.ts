import { expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../../src/ledger/migrations/migrate.ts';
import { MIGRATIONS } from '../../../src/ledger/migrations/all.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { freshPostgresDatabase } from '../../databases/fresh-postgres-database.ts';
import { snapshotOf } from '../snapshots.ts';
import { placesOf, wholeLedger } from '../whole-ledger.ts';

const AT = '2026-03-02T10:00:00.000Z';
const NAME = '0025-references-untold';

/** A purchase whose refund an earlier version has told. */
async function told(
  ledger: Ledger,
  sequence: number,
  purchaseId: string,
  refundId: string,
  how: object,
): Promise<void> {
  const data = { amount: 149, currency: 'EUR', refundId };
  const refund = { key: `refund:${purchaseId}`, ...data, status: 'confirmed', ...how } as const;
  const event = 'returnedOtherwise' in how ? 'refund_returned_otherwise' : 'refund_confirmed';
  const entry = { at: AT, event, actor: 'service', visibility: 'public', data } as const;
  await recordSnapshot(ledger, snapshotOf(purchaseId, { status: { refund, timeline: [entry] } }), {
    now: new Date(AT),
  });
  const { byHand: _, ...shown } = how as { byHand?: true };
  await ledger
    .insertInto('events')
    .values({
      sequence,
      event_id: `evt_${purchaseId}`,
      type: 'refund.confirmed',
      purchase_id: purchaseId,
      at: AT,
      data: JSON.stringify({ purchaseId, ...data, ...shown }),
      told_at: AT,
    })
    .execute();
}

test('the references of support leave the events that were told, and what was erased before', async () => {
  const ledger = openPostgres((await freshPostgresDatabase()).url);
  onTestFinished(() => ledger.destroy());
  const before = Object.keys(MIGRATIONS)[Object.keys(MIGRATIONS).indexOf(NAME) - 1] ?? '';
  await migrate(ledger, { upTo: before });
  await told(ledger, 1, 'hand', 'Quercus', { byHand: true });
  await told(ledger, 2, 'bank', 'Betula', { returnedOtherwise: true });
  await told(ledger, 3, 'shop', 'Larix', {});
  await told(ledger, 4, 'gone', 'Fagus', { byHand: true });
  await ledger
    .updateTable('purchases')
    .set({ erased_at: AT })
    .where('purchase_id', 'in', ['gone', 'shop'])
    .execute();

  expect(await migrate(ledger, { upTo: NAME })).toEqual([NAME]);
  const events = await ledger.selectFrom('events').select(['event_id', 'data']).orderBy('sequence').execute();
  const money = { amount: 149, currency: 'EUR' };
  expect(events).toEqual([
    { event_id: 'evt_hand', data: { purchaseId: 'hand', ...money, byHand: true } },
    { event_id: 'evt_bank', data: { purchaseId: 'bank', ...money, returnedOtherwise: true } },
    { event_id: 'evt_shop', data: { purchaseId: 'shop', ...money, refundId: 'Larix' } },
    { event_id: 'evt_gone', data: { purchaseId: 'gone', ...money, byHand: true } },
  ]);
  const whole = await wholeLedger(ledger);
  const kept = ['purchases.refund', 'refunds.refund_id', 'timeline.data'];
  expect(placesOf(whole, 'Fagus')).toEqual([]);
  expect(placesOf(whole, 'Quercus')).toEqual(kept);
  expect(placesOf(whole, 'Larix')).toEqual(expect.arrayContaining(['purchases.refund', 'timeline.data']));
});
