import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlay } from '../../dev/rig/play.ts';
import { readReceiptKeys } from '../../src/receipts/receipt-keys.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { servedApi, type ApiAnswer } from '../web/api/served-api.ts';
import { testRig, type TestRig } from '../workflows/test-rig.ts';

const run = promisify(execFile);

let rig: TestRig;
let answer: ApiAnswer['body'];
let published: ApiAnswer['body'];
beforeAll(async () => {
  rig = await testRig();
  const receiptKeys = readReceiptKeys(`rsk_${randomBytes(32).toString('base64')}`);
  if (receiptKeys === undefined) throw new Error('no keys');
  const api = await servedApi(rig, { receiptKeys });
  const play = await openPlay(rig);
  await play.sms();
  await play.customer('submitClaim', {
    claimType: 'major_defect',
    reason: 'The number has been dead since yesterday.',
  });
  await play.customer('withdrawClaim', {});
  const path = `/v1/claims/clm_${play.purchaseId}_1/receipt`;
  answer = (await api.call('GET', path, { key: api.keys.viewer })).body;
  published = (await api.call('GET', '/.well-known/jwks.json')).body;
});
afterAll(() => rig?.stop());

/** A folder with the two files, as `curl` writes them. */
function filesWith(receipt: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'receipt.json'), JSON.stringify({ ...answer, receipt }));
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify(published));
  return folder;
}

/** With each part changed in its fifth character. */
function changed(): string[] {
  const receipt = String(answer['receipt']);
  const parts = receipt.split('.');
  return parts.map((part, n) => {
    const other = part.slice(0, 4) + (part[4] === 'A' ? 'B' : 'A') + part.slice(5);
    return parts.with(n, other).join('.');
  });
}

interface Language {
  language: string;
  /** Answers what the program prints. */
  check: (folder: string) => Promise<string>;
}

const [, section = ''] = /## Receipts\n([\s\S]*?)\n## /.exec(readFileSync('docs/http.md', 'utf8')) ?? [];
const [, program = ''] = /```js\n([\s\S]*?)```/.exec(section) ?? [];

const LANGUAGES: readonly Language[] = [
  {
    language: 'JavaScript, as in the document',
    async check(cwd) {
      const printing = program.replace('console.log(', 'console.log("%j", ');
      return (await run(process.execPath, ['--input-type=module', '--eval', printing], { cwd })).stdout;
    },
  },
  {
    language: 'Go, by the example',
    async check(cwd) {
      const sources = temporaryFolder();
      cpSync('examples/http-go', sources, { recursive: true });
      const env = { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local' };
      const checker = join(sources, 'check-receipt');
      await run('go', ['build', '-o', checker, './receipt'], { cwd: sources, env });
      return (await run(checker, ['receipt.json', 'jwks.json'], { cwd })).stdout;
    },
  },
];

describe.each(LANGUAGES)('A receipt is checked in $language', ({ check }) => {
  test('and says what the API said', async () => {
    const printed = await check(filesWith(String(answer['receipt'])));
    expect(JSON.parse(printed)).toEqual(answer['document']);
  });

  test('and refused with a changed header, payload or signature', async () => {
    for (const receipt of changed())
      await expect(check(filesWith(receipt))).rejects.toThrow(/^Command failed/);
  });
});

test('the check in the document takes ten lines', () => {
  const lines = program.split('\n').filter((line) => line.trim() !== '');
  expect(lines).toHaveLength(10);
});
