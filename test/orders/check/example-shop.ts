import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'vitest';
import { checkShop } from '../../../src/orders/check/check-shop.ts';
import type { ShopReport } from '../../../src/orders/check/report.ts';
import { readTestPurchases, type TestPurchases } from '../../../src/orders/check/test-purchases.ts';

export const EXAMPLE = 'examples/shop/shop.mjs';
export const PURCHASES = 'examples/shop/purchases.json';
export const TOKEN = 'secret';

/** A passage of the example's text, and what stands there instead. */
export type Change = readonly [from: string, to: string];

/** The address of the example shop, with its text changed, as a process that ends with the test. */
export async function startExample(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  ...changes: readonly Change[]
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-shop-'));
  const source = changes.reduce(
    (text, [from, to]) => {
      if (text.split(from).length !== 2) throw new Error(`${EXAMPLE} does not have this once: ${from}`);
      return text.replace(from, () => to);
    },
    readFileSync(EXAMPLE, 'utf8'),
  );
  const file = join(folder, 'shop.mjs');
  writeFileSync(file, source);
  copyFileSync(PURCHASES, join(folder, 'purchases.json'));
  const child = spawn(process.execPath, [file], {
    env: { PORT: '0', ORDER_SERVICE_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return line.replace('ready shop ', '').trim();
}

export function examplePurchases(): TestPurchases {
  const read = readTestPurchases(JSON.parse(readFileSync(PURCHASES, 'utf8')));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** A run that may move money unless it says otherwise, with short waits for a shop that hangs. */
export const check = (
  url: string,
  testPurchases: TestPurchases,
  token = TOKEN,
  movesMoney = true,
): Promise<ShopReport> =>
  checkShop({
    shop: { url, token, timeoutMs: 2_000 },
    testPurchases,
    movesMoney,
    now: Date.now,
    nobody: `check-${randomUUID()}`,
  });

/** `<call> <field>` of each finding, once each, in order. */
export const namesOf = ({ findings }: ShopReport): string[] => [
  ...new Set(findings.map(({ call, field }) => `${call} ${field}`)),
];
