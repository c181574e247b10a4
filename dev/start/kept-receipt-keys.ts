import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReceiptKeys, type ReceiptKeys } from '../../src/receipts/receipt-keys.ts';
import { makeOwnFolder } from '../server/own-folder.ts';
import { replaceFile } from '../sandbox/shop-data-file.ts';

/** The key of receipts in `<dataDir>/receipt-keys`, which is made if there is none. Throws if the file cannot be read. */
export function keptReceiptKeys(dataDir: string): ReceiptKeys {
  const path = join(dataDir, 'receipt-keys');
  makeOwnFolder(dataDir);
  if (!existsSync(path)) replaceFile(path, `rsk_${randomBytes(32).toString('base64')}\n`);
  const keys = readReceiptKeys(readFileSync(path, 'utf8').trim());
  if (keys === undefined) {
    throw new Error(
      `${path} has no keys of receipts: put it right, or move it away to begin with another key.`,
    );
  }
  return keys;
}
