import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { holdLedger, type OpenedLedger } from '../../../dev/start/ledger-of-data-folder.ts';
import { NotPossible } from '../../../src/cli/not-possible.ts';
import { recordSnapshot } from '../../../src/ledger/write/record-snapshot.ts';
import { snapshotOf } from '../../ledger/snapshots.ts';
import { compiled } from '../../started-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const startLedger = async (dataDir: string): Promise<OpenedLedger> => (await holdLedger(dataDir)).open();

test('the ledger of a data folder is migrated by itself, and what was written is there the next time', async () => {
  const dataDir = temporaryFolder();
  const first = await startLedger(dataDir);
  await recordSnapshot(first.ledger, snapshotOf('p1'), { now: new Date() });
  await first.stop();
  const second = await startLedger(dataDir);
  expect(await second.ledger.selectFrom('purchases').select('purchase_id').execute()).toEqual([
    { purchase_id: 'p1' },
  ]);
  await second.stop();
});

test('a second one is told who has it and what to do, and does no harm', async () => {
  const dataDir = temporaryFolder();
  const first = await startLedger(dataDir);
  const failure: unknown = await startLedger(dataDir).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NotPossible);
  expect(failure).toHaveProperty(
    'message',
    `The ledger in ${join(dataDir, 'ledger')} is held by process ${process.pid}: stop that one, set DATA_DIR to ` +
      'another folder, or set DATABASE_URL to the address of a PostgreSQL, which serves many processes.',
  );
  expect(await recordSnapshot(first.ledger, snapshotOf('p1'), { now: new Date() })).toBe('recorded');
  await first.stop();
});

/** A data folder whose ledger was changed after it was closed. */
async function changedLedger(change: (folder: string) => void): Promise<{ dataDir: string; folder: string }> {
  const dataDir = temporaryFolder();
  await (await startLedger(dataDir)).stop();
  const folder = join(dataDir, 'ledger', 'postgres', 'data');
  change(folder);
  return { dataDir, folder };
}

const oneLine = (version: string): RegExp =>
  new RegExp(
    `^The ledger in [^\\n]+ was written by PostgreSQL ${version}, and here is only PostgreSQL \\d+(?: and \\d+)*: ` +
      `install PostgreSQL ${version}, move that folder away to begin with an empty ledger, or set DATABASE_URL to the ` +
      'address of another PostgreSQL\\.\\n$',
  );

test.each(['9.6', '99'])(
  'a ledger of PostgreSQL %s is distinguished from a damaged one by forget, in one line, and stays as it is',
  async (version) => {
    const { dataDir, folder } = await changedLedger((at) =>
      writeFileSync(join(at, 'PG_VERSION'), `${version}\n`),
    );
    const here = await promisify(execFile)(
      process.execPath,
      [...compiled('dev/forget.ts'), '--customer', 'c1'],
      { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir } },
    ).catch((error: unknown) => error);
    expect(here).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(oneLine(version)) as string,
    });
    expect((here as { stderr: string }).stderr).toContain(`The ledger in ${dirname(folder)} was written by`);
    expect(readFileSync(join(folder, 'PG_VERSION'), 'utf8')).toBe(`${version}\n`);
  },
);

test('a damaged ledger is said to be one, and the folder can be had again at once', async () => {
  const { dataDir, folder } = await changedLedger((at) =>
    writeFileSync(join(at, 'global', 'pg_control'), 'x'),
  );
  const words =
    `The ledger in ${dirname(folder)} cannot be opened: see whether this user may read and write it and the disk has room; ` +
    'if so it is damaged: restore it from a backup, or move it away to begin with an empty ledger. ';
  for (let time = 1; time <= 2; time += 1) {
    const failure: unknown = await startLedger(dataDir).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotPossible);
    expect(String(failure)).toMatch(/^NotPossible: [^\n]+pg_control[^\n]*$/);
    expect(String(failure)).toContain(words);
  }
});
