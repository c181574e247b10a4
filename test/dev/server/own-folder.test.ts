import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openShopData } from '../../../dev/sandbox/shop-data-file.ts';
import { mailFolder } from '../../../dev/sandbox/mail-folder.ts';
import { holdDataFolder } from '../../../dev/server/data-folder.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a new data folder, and what is in it, is for its owner only', async () => {
  const dataDir = join(freshFolder(), 'data');
  const { lock } = await holdDataFolder(dataDir);
  openShopData(dataDir);
  mailFolder(dataDir);
  lock.release();
  const folders = [dataDir, ...['temporal', 'sandbox', 'sandbox/inbox'].map((name) => join(dataDir, name))];
  expect(folders.map(modeOf)).toEqual(['700', '700', '700', '700']);
});

test('folders of ours that an older version left open are closed; a data folder that others use stays as it is', async () => {
  const dataDir = freshFolder();
  chmodSync(dataDir, 0o755);
  mkdirSync(join(dataDir, 'temporal'));
  chmodSync(join(dataDir, 'temporal'), 0o755);
  const { lock } = await holdDataFolder(dataDir);
  lock.release();
  expect([dataDir, join(dataDir, 'temporal')].map(modeOf)).toEqual(['755', '700']);
});
