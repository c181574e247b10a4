import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptReceiptKeys } from '../../../dev/start/kept-receipt-keys.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

test('a data folder gets a key of receipts once, for its owner only', () => {
  const folder = join(temporaryFolder(), 'data');
  const { published } = keptReceiptKeys(folder);
  expect(published).toHaveLength(1);
  expect(keptReceiptKeys(folder).published).toEqual(published);
  expect(statSync(join(folder, 'receipt-keys')).mode & 0o777).toBe(0o600);
  expect(keptReceiptKeys(join(temporaryFolder(), 'other')).published).not.toEqual(published);
});

test('a file that has no keys is named and stays as it is', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'receipt-keys');
  writeFileSync(path, 'nonsense');
  expect(() => keptReceiptKeys(folder)).toThrow(`${path} has no keys of receipts: put it right`);
  expect(readFileSync(path, 'utf8')).toBe('nonsense');
});
