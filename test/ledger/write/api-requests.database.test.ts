import { describe, expect, test } from 'vitest';
import { readOpener } from '../../../src/ledger/read/api-opener.ts';
import { recordOpener } from '../../../src/ledger/write/api-openers.ts';
import { rememberAnswer, rememberRequest } from '../../../src/ledger/write/api-requests.ts';
import { eraseRecords } from '../../../src/ledger/write/erase-records.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { emptyLedger } from '../empty-ledger.ts';
import { snapshotOf } from '../snapshots.ts';

const now = new Date('2026-04-20T09:00:00.000Z');
const request = { caller: 'shop', requestKey: 'k1', asked: 'a'.repeat(64), purchaseId: 'p1' };

describe('a write with an idempotency key', () => {
  test('is the first, then the same again, and another request under its key is told apart', async () => {
    const ledger = await emptyLedger();
    expect(await rememberRequest(ledger, request, now)).toEqual({ request: 'first' });
    expect(await rememberRequest(ledger, request, now)).toEqual({ request: 'again' });
    expect(await rememberRequest(ledger, { ...request, asked: 'b'.repeat(64) }, now)).toEqual({
      request: 'other',
    });
    expect(await rememberRequest(ledger, { ...request, caller: 'other' }, now)).toEqual({ request: 'first' });
  });

  test('keeps its first answer, as it was written', async () => {
    const ledger = await emptyLedger();
    await rememberRequest(ledger, request, now);
    const body = { z: 1, a: { y: null, b: [true, 'ü'] } };
    await rememberAnswer(ledger, request, { status: 200, body });
    await rememberAnswer(ledger, request, { status: 409, body: {} });
    const again = await rememberRequest(ledger, request, now);
    expect(again).toEqual({ request: 'again', answer: { status: 200, body } });
    expect(JSON.stringify('answer' in again && again.answer?.body)).toBe(JSON.stringify(body));
  });

  test('of two at once only one is the first', async () => {
    const ledger = await emptyLedger();
    const both = await Promise.all([
      rememberRequest(ledger, request, now),
      rememberRequest(ledger, request, now),
    ]);
    expect(both.map(({ request: which }) => which).toSorted()).toEqual(['again', 'first']);
  });

  test('is forgotten when the customer of its purchase is erased, and no other is', async () => {
    const ledger = await emptyLedger();
    await recordSnapshot(ledger, snapshotOf('p1'), { now });
    await rememberRequest(ledger, request, now);
    await rememberRequest(ledger, { ...request, requestKey: 'k2', purchaseId: 'p2' }, now);
    await ledger
      .transaction()
      .execute((transaction) => eraseRecords(transaction, ['p1'], { customerId: 'erased_1', now }));
    const left = await ledger.selectFrom('api_requests').select('purchase_id').execute();
    expect(left).toEqual([{ purchase_id: 'p2' }]);
  });
});

test('the first caller on record has opened a purchase, whoever else says so', async () => {
  const ledger = await emptyLedger();
  expect(await readOpener(ledger, 'p1')).toBeUndefined();
  expect(await Promise.all([recordOpener(ledger, 'p1', 'shop'), recordOpener(ledger, 'p1', 'shop')])).toEqual(
    ['shop', 'shop'],
  );
  expect(await recordOpener(ledger, 'p1', 'other')).toBe('shop');
  expect(await readOpener(ledger, 'p1')).toBe('shop');
});
