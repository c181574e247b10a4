import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeOwnFolder } from '../server/own-folder.ts';
import { emptyShopData, type ShopData } from './shop-data.ts';

/** The shop's data, and how it is saved. */
export interface OpenShopData {
  readonly shopData: ShopData;
  /** Call it after each change, before the answer goes out. Without a folder it does nothing. */
  readonly save: () => void;
}

/** Opens `<dataDir>/sandbox/shop-data.json`, or an empty shop in memory. Throws if the file cannot be read. */
export function openShopData(dataDir: string | undefined): OpenShopData {
  if (dataDir === undefined) return { shopData: emptyShopData(), save: () => undefined };
  const path = join(dataDir, 'sandbox', 'shop-data.json');
  makeOwnFolder(dirname(path));
  const shopData: ShopData = { ...emptyShopData(), ...readShopData(path) };
  return { shopData, save: () => replaceFile(path, `${JSON.stringify(shopData, null, 1)}\n`) };
}

function readShopData(path: string): Partial<ShopData> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as Partial<ShopData>;
  } catch (cause) {
    throw new Error(`${path} is not JSON: put it right, or move it away to begin with an empty shop.`, {
      cause,
    });
  }
}

/** Replaces the file in one step, so that readers see the old content or the new one. Only this user can read it. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}
