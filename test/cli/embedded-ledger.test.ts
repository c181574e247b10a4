import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { startEmbeddedLedger } from '../../src/cli/embedded-ledger.ts';
import { NotPossible } from '../../src/cli/not-possible.ts';
import { recordSnapshot } from '../../src/ledger/record-snapshot.ts';
import { snapshotOf } from '../ledger/snapshots.ts';
import { temporaryFolder } from '../temporal/temporary-folder.ts';

test('the ledger of a data folder is migrated by itself, and what was written is there the next time', async () => {
  const dataDir = temporaryFolder();
  const first = await startEmbeddedLedger(dataDir);
  await recordSnapshot(first.ledger, snapshotOf('p1'), { now: new Date() });
  await first.stop();
  const second = await startEmbeddedLedger(dataDir);
  expect(await second.ledger.selectFrom('purchases').select('purchase_id').execute()).toEqual([
    { purchase_id: 'p1' },
  ]);
  await second.stop();
});

test('a second one is told who has it and what to do, and does no harm', async () => {
  const dataDir = temporaryFolder();
  const first = await startEmbeddedLedger(dataDir);
  const failure: unknown = await startEmbeddedLedger(dataDir).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NotPossible);
  expect(failure).toHaveProperty(
    'message',
    `The ledger in ${join(dataDir, 'ledger')} is held by process ${process.pid}: stop that one, set DATA_DIR to ` +
      'another folder, or set DATABASE_URL to the address of a PostgreSQL, which serves many processes.',
  );
  expect(await recordSnapshot(first.ledger, snapshotOf('p1'), { now: new Date() })).toBe('recorded');
  await first.stop();
});
