import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { PurchaseSnapshot } from '../../src/contract/snapshot.ts';
import { openPostgres } from '../../src/ledger/open-ledger.ts';
import type { Ledger } from '../../src/ledger/tables.ts';
import { snapshotBatches, type SnapshotBatches } from '../../worker/snapshot-batches.ts';
import { freshLedgerDatabase } from '../databases/fresh-postgres-database.ts';
import { openWire } from '../databases/wire.ts';
import { emptyLedger } from '../ledger/empty-ledger.ts';
import { snapshotOf } from '../ledger/snapshots.ts';

const now = new Date('2026-03-02T09:00:01.000Z');

interface Writer extends SnapshotBatches {
  /** As the SDK calls it. */
  tell: (snapshot: PurchaseSnapshot) => void;
  lost: unknown[];
}

function writer(ledger: Ledger): Writer {
  const lost: unknown[] = [];
  const batches = snapshotBatches({
    ledger,
    now: () => now,
    lost: (why, about) => lost.push({ why, ...about }),
  });
  const { changed } = batches.sinks.ledger;
  const tell = (snapshot: PurchaseSnapshot): void => {
    const workflowId = `purchase:${snapshot.status.purchaseId}`;
    // Sound: of what the SDK says of the workflow, only its id is read.
    void changed.fn({ workflowId } as Parameters<typeof changed.fn>[0], JSON.stringify(snapshot));
  };
  return { ...batches, tell, lost };
}

const later = (purchaseId: string, historyLength: number): PurchaseSnapshot =>
  snapshotOf(purchaseId, { status: { stage: 'claim_window' }, position: { historyLength } });

const recorded = (ledger: Ledger) =>
  ledger.selectFrom('purchases').select(['purchase_id', 'stage']).orderBy('purchase_id').execute();

const transactionOf = async (ledger: Ledger, purchaseId: string): Promise<unknown> => {
  const { rows } = await sql`
    select xmin::text as by from ledger.purchases where purchase_id = ${purchaseId}`.execute(ledger);
  return rows;
};

test('what many purchases tell is written in one transaction, of each the last', async () => {
  const ledger = await emptyLedger();
  const { tell, flush, lost } = writer(ledger);
  for (const id of ['p1', 'p2', 'p3']) tell(snapshotOf(id));
  tell(later('p1', 9));
  await flush();
  expect(await recorded(ledger)).toEqual([
    { purchase_id: 'p1', stage: 'claim_window' },
    { purchase_id: 'p2', stage: 'awaiting_sms' },
    { purchase_id: 'p3', stage: 'awaiting_sms' },
  ]);
  expect(await transactionOf(ledger, 'p3')).toEqual(await transactionOf(ledger, 'p1'));
  expect(lost).toEqual([]);
});

test('what comes late changes nothing that is later', async () => {
  const ledger = await emptyLedger();
  const { tell, flush } = writer(ledger);
  tell(later('p1', 9));
  await flush();
  tell(snapshotOf('p1'));
  await flush();
  expect(await recorded(ledger)).toEqual([{ purchase_id: 'p1', stage: 'claim_window' }]);
});

test('one that the ledger refuses is said to be lost, and keeps no other back', async () => {
  const ledger = await emptyLedger();
  const { tell, flush, lost } = writer(ledger);
  const { terms } = snapshotOf('p2').status;
  tell(snapshotOf('p1'));
  tell(snapshotOf('p2', { status: { terms: { ...terms, purchasedAt: 'never by anna@example.com' } } }));
  tell(snapshotOf('p3'));
  await flush();
  expect((await recorded(ledger)).map((row) => row.purchase_id)).toEqual(['p1', 'p3']);
  expect(lost).toEqual([
    {
      why: expect.stringMatching(/^The ledger refused what was to be written: 22\w{3}\.$/),
      workflowId: 'purchase:p2',
      snapshots: 1,
    },
  ]);
});

test('a character that no text of the database can have does not keep a purchase back', async () => {
  const ledger = await emptyLedger();
  const { tell, flush, lost } = writer(ledger);
  tell(
    snapshotOf('p1', {
      snapshot: { customer: { customerId: 'cus_1', email: 'a@b.example', name: 'A\u0000da \ud83d' } },
    }),
  );
  await flush();
  expect(lost).toEqual([]);
  const { name } = await ledger.selectFrom('purchases').select('name').executeTakeFirstOrThrow();
  expect(name).toBe('A\ufffdda \ufffd');
});

test('a ledger that is away gets what has come meanwhile once it is back', async () => {
  const database = await freshLedgerDatabase();
  const wire = await openWire(database.url);
  const overWire = openPostgres(wire.url);
  const ledger = openPostgres(database.url);
  const { tell, flush, stop, lost } = writer(overWire);
  await wire.cut();
  tell(snapshotOf('p1'));
  await flush();
  expect(await recorded(ledger)).toEqual([]);
  tell(snapshotOf('p2'));
  await wire.mend();
  await expect
    .poll(() => flush().then(() => recorded(ledger)), { timeout: 20_000 })
    .toEqual([
      { purchase_id: 'p1', stage: 'awaiting_sms' },
      { purchase_id: 'p2', stage: 'awaiting_sms' },
    ]);
  expect(lost).toEqual([]);
  await stop();
  await Promise.all([overWire.destroy(), ledger.destroy()]);
  await wire.close();
  await database.drop();
});

test('while the ledger is away, the newest are kept, and how many are lost is said', async () => {
  const away = openPostgres('postgres://nobody@127.0.0.1:1/none');
  const { tell, stop, lost } = writer(away);
  for (let n = 0; n < 2_001; n += 1) tell(snapshotOf(`p${n}`));
  expect(lost).toEqual([{ why: 'too many are waiting', snapshots: 1 }]);
  await stop();
  expect(lost.slice(1)).toEqual([
    { why: 'the ledger was out of reach when the worker stopped', snapshots: 2_000 },
  ]);
  await away.destroy();
});

test('a worker that stops writes what it still has', async () => {
  const ledger = await emptyLedger();
  const { tell, stop } = writer(ledger);
  tell(snapshotOf('p1'));
  await stop();
  expect(await recorded(ledger)).toEqual([{ purchase_id: 'p1', stage: 'awaiting_sms' }]);
});
