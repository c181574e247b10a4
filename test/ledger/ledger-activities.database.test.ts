import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { ledgerActivities } from '../../activities/ledger.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import { emptyLedger } from './empty-ledger.ts';
import { snapshotOf } from './snapshots.ts';

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) =>
      error instanceof ApplicationFailure
        ? { type: error.type, message: error.message, nonRetryable: error.nonRetryable }
        : error,
  );

test('data that the ledger refuses is not tried again, as it is while the ledger is away, and the error does not repeat the text', async () => {
  const { recordPurchase } = ledgerActivities(await emptyLedger());
  const { terms } = snapshotOf('p1').status;
  const price = { amount: 1, currency: 'EUR' };
  const snapshot = snapshotOf('p1', {
    status: { terms: { ...terms, price, purchasedAt: 'never by anna@example.com' } },
  });
  const failure = await failureOf(recordPurchase(snapshot));
  expect(failure).toEqual({
    type: 'LedgerRefused',
    message: expect.stringMatching(/^The ledger refused what was to be written: 22\w{3}\.$/),
    nonRetryable: true,
  });
});

test('a ledger that is away is tried again', async () => {
  const away = openPostgres('postgres://nobody@127.0.0.1:1/none');
  const failure = await failureOf(ledgerActivities(away).recordPurchase(snapshotOf('p1')));
  expect(failure).toEqual({
    type: 'LedgerUnavailable',
    message: 'The ledger could not be used: ECONNREFUSED.',
    nonRetryable: false,
  });
  await away.destroy();
});
