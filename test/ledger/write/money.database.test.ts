import { describe, expect, test } from 'vitest';
import type { RefundRequest, ReplacementRequest } from '../../../src/contract/activities.ts';
import { LedgerUnavailable } from '../../../src/ledger/ledger-unavailable.ts';
import { openPostgres } from '../../../src/ledger/open-ledger.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { intendRefund, refundAnswered, refundSent } from '../../../src/ledger/write/refunds.ts';
import {
  intendReplacement,
  replacementIssued,
  replacementNotIssued,
  replacementSent,
} from '../../../src/ledger/write/replacements.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { freePorts } from '../../../src/listening/free-ports.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const first = new Date('2026-03-02T09:20:00.000Z');
const second = new Date('2026-03-02T09:20:01.000Z');
const third = new Date('2026-03-02T09:20:02.000Z');
const price = { amount: 149, currency: 'EUR' };

/** What the purchase at this depth of the chain p0 → p1 → p2 asks for. */
const refundAt = (depth: number): RefundRequest => ({
  key: 'refund:p0',
  purchaseId: `p${depth}`,
  originalPurchaseId: 'p0',
  depth,
  price,
  reason: 'C3a',
});
const replacementAt = (depth: number, n = 1): ReplacementRequest => ({
  key: `replacement:p${depth}:${n}`,
  purchaseId: `p${depth}`,
  price,
  activation: { service: 'Telegram', country: 'GB' },
  customer: { customerId: 'cus_1', email: 'ada@customer.example' },
  replaces: { purchaseId: `p${depth}`, originalPurchaseId: 'p0', depth: depth + 1 },
});

const confirmedOf = (id: string) =>
  ({ key: `refund:${id}`, original_purchase_id: id, status: 'confirmed', refund_id: 'rf_1' }) as const;

const refunds = (ledger: Ledger) => ledger.selectFrom('refunds').selectAll().execute();
const replacements = (ledger: Ledger) =>
  ledger.selectFrom('replacements').select(['key', 'status', 'replacement_purchase_id']).execute();

async function issued(ledger: Ledger, depth: number): Promise<void> {
  const request = replacementAt(depth);
  expect(await intendReplacement(ledger, request, first)).toEqual({ to: 'send' });
  await replacementSent(ledger, request.key, second);
  expect(await replacementIssued(ledger, request.key, `p${depth + 1}`, third)).toBe('saved');
}

describe('a refund', () => {
  test('goes from intended over sent to confirmed, with the instant of each', async () => {
    const ledger = await emptyLedger();
    const row = {
      key: 'refund:p0',
      original_purchase_id: 'p0',
      purchase_id: 'p0',
      amount: 149,
      currency: 'EUR',
      clause: 'C3a',
      reason: null,
      by_hand: false,
      returned_otherwise: false,
      answered_amount: null,
      answered_currency: null,
      intended_at: first,
    };
    expect(await intendRefund(ledger, refundAt(0), first)).toEqual({ to: 'send' });
    expect(await refunds(ledger)).toEqual([
      { ...row, status: 'intended', refund_id: null, sent_at: null, confirmed_at: null, updated_at: first },
    ]);
    await refundSent(ledger, 'refund:p0', second);
    expect(await refunds(ledger)).toEqual([
      { ...row, status: 'sent', refund_id: null, sent_at: second, confirmed_at: null, updated_at: second },
    ]);
    await refundAnswered(ledger, 'refund:p0', { status: 'confirmed', refundId: 'rf_1' }, third);
    expect(await refunds(ledger)).toEqual([
      {
        ...row,
        status: 'confirmed',
        refund_id: 'rf_1',
        sent_at: second,
        confirmed_at: third,
        updated_at: third,
      },
    ]);
  });

  test('that is confirmed is never sent again, and no later word changes it', async () => {
    const ledger = await emptyLedger();
    await intendRefund(ledger, refundAt(0), first);
    await refundSent(ledger, 'refund:p0', first);
    await refundAnswered(ledger, 'refund:p0', { status: 'confirmed', refundId: 'rf_1' }, second);
    const before = await refunds(ledger);
    expect(await intendRefund(ledger, refundAt(0), third)).toEqual({
      to: 'keep',
      answer: { status: 'confirmed', refundId: 'rf_1' },
    });
    await refundSent(ledger, 'refund:p0', third);
    await refundAnswered(ledger, 'refund:p0', { status: 'unknown' }, third);
    await refundAnswered(ledger, 'refund:p0', { status: 'refused', refundId: 'rf_2' }, third);
    const refund = { key: 'refund:p0', ...price, status: 'unknown' } as const;
    await recordSnapshot(ledger, snapshotOf('p0', { status: { refund } }), { now: third });
    expect(await refunds(ledger)).toEqual(before);
  });

  test('of one payment is asked for by one purchase of the chain: another gets the answer, and sends none', async () => {
    const ledger = await emptyLedger();
    await issued(ledger, 0);
    expect(await intendRefund(ledger, refundAt(1), first)).toEqual({ to: 'send' });
    expect(await intendRefund(ledger, refundAt(2), first)).toEqual({
      to: 'refuse',
      because: 'remedy_exists',
    });
    await refundSent(ledger, 'refund:p0', second);
    await refundAnswered(ledger, 'refund:p0', { status: 'confirmed', refundId: 'rf_1' }, third);
    expect(await intendRefund(ledger, refundAt(0), third)).toMatchObject({ to: 'keep' });
    expect(await refunds(ledger)).toMatchObject([{ purchase_id: 'p1', status: 'confirmed' }]);
  });

  test('that is confirmed is not kept for whoever only names the payment', async () => {
    const ledger = await emptyLedger();
    await intendRefund(ledger, refundAt(0), first);
    await refundSent(ledger, 'refund:p0', first);
    await refundAnswered(ledger, 'refund:p0', { status: 'confirmed', refundId: 'rf_1' }, second);
    const before = await refunds(ledger);
    const stranger = { ...refundAt(1), purchaseId: 'stranger' };
    expect(await intendRefund(ledger, stranger, third)).toEqual({ to: 'refuse', because: 'remedy_exists' });
    const cheap = { ...stranger, price: { amount: 1, currency: 'EUR' } };
    expect(await intendRefund(ledger, cheap, third)).toEqual({ to: 'differs', recorded: price });
    expect(await refunds(ledger)).toEqual(before);
  });

  test.each([
    { amount: 1, currency: 'EUR' },
    { amount: 149, currency: 'USD' },
  ])('of $amount $currency under a payment of 149 EUR takes no place and leaves no row', async (other) => {
    const ledger = await emptyLedger();
    await recordSnapshot(ledger, snapshotOf('p0'), { now: first });
    const stranger = { ...refundAt(1), purchaseId: 'stranger', price: other };
    expect(await intendRefund(ledger, stranger, first)).toEqual({ to: 'differs', recorded: price });
    expect(await refunds(ledger)).toEqual([]);
    expect(await intendRefund(ledger, refundAt(0), second)).toEqual({ to: 'send' });
    expect(await intendRefund(ledger, { ...refundAt(0), price: other }, third)).toEqual({
      to: 'differs',
      recorded: price,
    });
    expect(await refunds(ledger)).toMatchObject([{ purchase_id: 'p0', ...price }]);
  });

  test.each([{ amount: 1, currency: 'EUR' }, { amount: 149, currency: 'USD' }, { currency: 'USD' }])(
    'answered in another amount or currency, %j, is saved with both and confirms nothing',
    async (named) => {
      const ledger = await emptyLedger();
      await intendRefund(ledger, refundAt(0), first);
      await refundSent(ledger, 'refund:p0', first);
      for (const status of ['pending', 'confirmed'] as const) {
        await refundAnswered(ledger, 'refund:p0', { status, refundId: 'rf_1', ...named }, second);
        expect(await refunds(ledger)).toMatchObject([
          {
            ...price,
            status: 'unknown',
            answered_amount: named.amount ?? null,
            answered_currency: named.currency,
            confirmed_at: null,
          },
        ]);
      }
      await refundAnswered(ledger, 'refund:p0', { status: 'confirmed', refundId: 'rf_1', ...price }, third);
      expect(await refunds(ledger)).toMatchObject([
        { status: 'confirmed', refund_id: 'rf_1', answered_amount: 149, answered_currency: 'EUR' },
      ]);
    },
  );

  test('that was decided since it was intended is not sent', async () => {
    const ledger = await emptyLedger();
    expect(await intendRefund(ledger, refundAt(0), first)).toEqual({ to: 'send' });
    const refund = {
      key: 'refund:p0',
      ...price,
      refundId: 'bank 77',
      status: 'confirmed',
      byHand: true,
    } as const;
    await recordSnapshot(ledger, snapshotOf('p0', { status: { refund } }), { now: second });
    expect(await refundSent(ledger, 'refund:p0', third)).toBe(false);
    expect(await refunds(ledger)).toMatchObject([{ status: 'confirmed', by_hand: true, sent_at: null }]);
  });

  test('after a replacement was issued for the same purchase is refused, and leaves no row', async () => {
    const ledger = await emptyLedger();
    await issued(ledger, 0);
    expect(await intendRefund(ledger, refundAt(0), third)).toEqual({
      to: 'refuse',
      because: 'remedy_exists',
    });
    expect(await refunds(ledger)).toEqual([]);
  });

  test('asked for by many at once becomes one row', async () => {
    const ledger = await emptyLedger();
    const depths = [0, 0, 0, 1, 1, 2];
    const intents = await Promise.all(depths.map((depth) => intendRefund(ledger, refundAt(depth), first)));
    const [row, ...more] = await refunds(ledger);
    expect(more).toEqual([]);
    const senders = depths.filter((_, index) => intents[index]?.to === 'send');
    expect(new Set(senders.map((depth) => `p${depth}`))).toEqual(new Set([row?.purchase_id]));
  });

  test('that came back another way is on record as such, also where no call ever was, and is kept', async () => {
    const ledger = await emptyLedger();
    const refund = {
      key: 'refund:p0',
      ...price,
      refundId: 'chargeback 7',
      status: 'confirmed',
      returnedOtherwise: true,
    } as const;
    const at = '2026-03-04T10:00:00.000Z';
    const timeline = [
      {
        at,
        event: 'refund_returned_otherwise',
        actor: 'system',
        clause: 'C1',
        visibility: 'public',
      } as const,
    ];
    const snapshot = snapshotOf('p0', { status: { refund, timeline }, position: { asOf: at } });
    await recordSnapshot(ledger, snapshot, { now: third });
    expect(await refunds(ledger)).toMatchObject([
      {
        status: 'confirmed',
        refund_id: 'chargeback 7',
        by_hand: false,
        returned_otherwise: true,
        clause: 'C1',
        confirmed_at: new Date(at),
      },
    ]);
    expect(await intendRefund(ledger, refundAt(0), third)).toEqual({
      to: 'keep',
      answer: { status: 'confirmed', refundId: 'chargeback 7', settled: 'returned_otherwise' },
    });
    expect(await refundSent(ledger, 'refund:p0', third)).toBe(false);
  });

  test('that support has settled for a stranger of another price leaves the refund of the payment to its owner', async () => {
    const ledger = await emptyLedger();
    await recordSnapshot(ledger, snapshotOf('p0'), { now: first });
    const cent = { amount: 1, currency: 'EUR' };
    const refund = { key: 'refund:p0', ...cent, refundId: 'b 1', status: 'confirmed', byHand: true } as const;
    const chain = { originalPurchaseId: 'p0', depth: 1 };
    const stranger = snapshotOf('stranger', { status: { refund }, snapshot: chain });
    await recordSnapshot(ledger, stranger, { now: second });
    expect(await refunds(ledger)).toEqual([]);
    expect(await intendRefund(ledger, refundAt(0), third)).toEqual({ to: 'send' });
  });

  test('that support has paid by hand is on record as such, also where no call ever was', async () => {
    const ledger = await emptyLedger();
    const refund = {
      key: 'refund:p0',
      ...price,
      refundId: 'bank 77',
      status: 'confirmed',
      byHand: true,
    } as const;
    const at = '2026-03-04T10:00:00.000Z';
    const timeline = [
      { at, event: 'refund_confirmed', actor: 'system', clause: 'C1', visibility: 'public' } as const,
    ];
    const position = { asOf: at };
    await recordSnapshot(ledger, snapshotOf('p0', { status: { refund, timeline }, position }), {
      now: third,
    });
    expect(await refunds(ledger)).toMatchObject([
      { status: 'confirmed', refund_id: 'bank 77', by_hand: true, clause: 'C1', confirmed_at: new Date(at) },
    ]);
    expect(await intendReplacement(ledger, replacementAt(0), third)).toEqual({
      to: 'refuse',
      because: 'remedy_exists',
    });
  });

  test.each([
    ['a second refund of one payment', { key: 'refund:p0', original_purchase_id: 'p0' }],
    ['a key that names another payment', { key: 'refund:p1', original_purchase_id: 'p9' }],
    ['an amount of nothing', { key: 'refund:p1', original_purchase_id: 'p1', amount: 0 }],
    ['confirmed without an id', { key: 'refund:p1', original_purchase_id: 'p1', status: 'confirmed' }],
    ['confirmed in another amount', { ...confirmedOf('p1'), answered_amount: 1 }],
    ['confirmed in another currency', { ...confirmedOf('p1'), answered_currency: 'USD' }],
  ] as const)('%s is refused by the database itself', async (_, odd) => {
    const ledger = await emptyLedger();
    await intendRefund(ledger, refundAt(0), first);
    const row = {
      purchase_id: 'p7',
      ...price,
      clause: 'R2',
      status: 'sent',
      by_hand: false,
      intended_at: first,
      updated_at: first,
      ...odd,
    } as const;
    await expect(ledger.insertInto('refunds').values(row).execute()).rejects.toThrow(/constraint/);
  });
});

describe('a replacement', () => {
  test('that is out of stock leaves the place to a refund', async () => {
    const ledger = await emptyLedger();
    await intendReplacement(ledger, replacementAt(0), first);
    await replacementSent(ledger, 'replacement:p0:1', first);
    await replacementNotIssued(ledger, 'replacement:p0:1', 'out_of_stock', undefined, second);
    expect(await intendRefund(ledger, refundAt(0), third)).toEqual({ to: 'send' });
    expect(await replacements(ledger)).toEqual([
      { key: 'replacement:p0:1', status: 'out_of_stock', replacement_purchase_id: null },
    ]);
  });

  test('that is issued when a refund has taken its place is not to be used', async () => {
    const ledger = await emptyLedger();
    await intendReplacement(ledger, replacementAt(0), first);
    await replacementSent(ledger, 'replacement:p0:1', first);
    await intendRefund(ledger, refundAt(0), second);
    expect(await replacementIssued(ledger, 'replacement:p0:1', 'p1', third)).toBe('remedy_exists');
    expect(await replacements(ledger)).toMatchObject([{ status: 'sent', replacement_purchase_id: null }]);
  });

  test('after a refund was sent is refused, at every depth of the chain that got it', async () => {
    const ledger = await emptyLedger();
    await intendRefund(ledger, refundAt(0), first);
    await refundSent(ledger, 'refund:p0', second);
    expect(await intendReplacement(ledger, replacementAt(0), third)).toEqual({
      to: 'refuse',
      because: 'remedy_exists',
    });
    expect(await replacements(ledger)).toEqual([]);
  });

  test('issued twice for one purchase is refused: the second choice stands where the first did not come', async () => {
    const ledger = await emptyLedger();
    await intendReplacement(ledger, replacementAt(0, 1), first);
    await replacementNotIssued(ledger, 'replacement:p0:1', 'refused', 'no', first);
    expect(await intendReplacement(ledger, replacementAt(0, 2), second)).toEqual({ to: 'send' });
    expect(await replacementIssued(ledger, 'replacement:p0:2', 'p1', second)).toBe('saved');
    expect(await replacementIssued(ledger, 'replacement:p0:1', 'p9', third)).toBe('remedy_exists');
    expect(await intendReplacement(ledger, replacementAt(0, 3), third)).toEqual({
      to: 'refuse',
      because: 'remedy_exists',
    });
  });

  test('that was given up is marked by the purchase’s own record; one that was issued is not', async () => {
    const ledger = await emptyLedger();
    await intendReplacement(ledger, replacementAt(0), first);
    const abandoned = { key: 'replacement:p0:1', status: 'abandoned' } as const;
    await recordSnapshot(ledger, snapshotOf('p0', { status: { replacement: abandoned } }), { now: second });
    expect(await replacements(ledger)).toMatchObject([{ status: 'abandoned' }]);
    await replacementIssued(ledger, 'replacement:p0:1', 'p1', third);
    const position = { historyLength: 9 };
    await recordSnapshot(ledger, snapshotOf('p0', { status: { replacement: abandoned }, position }), {
      now: third,
    });
    expect(await replacements(ledger)).toMatchObject([{ status: 'issued', replacement_purchase_id: 'p1' }]);
  });
});

describe('a purchase that was erased', () => {
  test.each(['intended', 'sent', 'refused', 'confirmed', undefined] as const)(
    'is given nothing once more, whatever became of its refund: %s',
    async (status) => {
      const ledger = await emptyLedger();
      await recordSnapshot(ledger, snapshotOf('p0'), { now: first });
      if (status !== undefined) await intendRefund(ledger, refundAt(0), first);
      if (status === 'sent') await refundSent(ledger, 'refund:p0', first);
      if (status === 'refused' || status === 'confirmed') {
        await refundAnswered(ledger, 'refund:p0', { status, refundId: 'rf_1' }, second);
      }
      await ledger.updateTable('purchases').set({ erased_at: second }).execute();
      const before = await refunds(ledger);
      const refused = { to: 'refuse', because: 'purchase_erased' };
      expect(await intendRefund(ledger, refundAt(0), third)).toEqual(refused);
      expect(await intendReplacement(ledger, replacementAt(0), third)).toEqual(refused);
      expect(await refunds(ledger)).toEqual(before);
      expect(await replacements(ledger)).toEqual([]);
    },
  );
});

test('a database that is away is reported by its code alone: nothing of the request, no address', async () => {
  const [port] = await freePorts(1);
  const ledger = openPostgres(`postgres://returns:secret@127.0.0.1:${port}/returns`);
  const failure: unknown = await intendRefund(ledger, refundAt(0), first).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LedgerUnavailable);
  expect(failure).toHaveProperty('message', 'The ledger could not be used: ECONNREFUSED.');
  expect(failure).not.toHaveProperty('cause');
  await ledger.destroy();
});
