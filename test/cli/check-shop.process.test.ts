import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PURCHASES, startExample, TOKEN } from '../orders/check/example-shop.ts';
import { runProgram, type Ended } from '../started-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** `npm run check-shop` as a process. */
const checkShop = (argv: string[], env: Record<string, string> = {}): Promise<Ended> =>
  runProgram('src/cli/check-shop.ts', argv, env);

test('ends with 0 for the example to copy, and says before what it moves', async (context) => {
  const url = await startExample(context);
  const ended = await checkShop([url, '--purchases', PURCHASES, '--yes'], { ORDER_SERVICE_TOKEN: TOKEN });
  expect(ended).toEqual({
    code: 0,
    stdout: '105 calls: 0 wrong, 0 not checked.\n',
    stderr: `MOVES MONEY at ${url}: cancels up to 7 activations, pays back up to 5 purchases (€7.45 in all), has up to 3 purchases replaced.\n`,
  });
});

test('ends with 1 and a line for each field that is wrong', async (context) => {
  const url = await startExample(context, ['amount, currency };', 'amount: amount / 100, currency };']);
  const argv = [url, '--token', TOKEN, '--purchases', PURCHASES, '--yes'];
  const { code, stdout } = await checkShop(argv);
  expect(code).toBe(1);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'wrong: refund of t1',
    '  refund, amount: came 1.49, right is a whole number',
    '    src/orders/openapi.json#/paths/~1refunds/post',
  ]);
});

test('without --yes only looks up, ends with 2, and the same purchases can still be checked', async (context) => {
  const url = await startExample(context);
  const argv = [url, '--token', TOKEN, '--purchases', PURCHASES];
  const { code, stdout, stderr } = await checkShop([...argv, '--json']);
  expect(code).toBe(2);
  expect(stderr).toBe(`Looks things up at ${url}. Moves no money and changes nothing.\n`);
  const report = JSON.parse(stdout) as { findings: unknown[]; unchecked: unknown[] };
  expect(report.findings).toEqual([]);
  expect(report.unchecked).toHaveLength(8);
  expect((await checkShop([...argv, '--yes'])).code).toBe(0);
});

test('ends with 2 and a sentence where it cannot run', async (context) => {
  const url = await startExample(context);
  const folder = temporaryFolder();
  const file = join(folder, 'purchases.json');
  writeFileSync(file, JSON.stringify({ purchases: [{ purchaseId: 't1' }] }));
  const wrongToken = await checkShop([url, '--token', 'another']);
  expect(wrongToken).toEqual({
    code: 2,
    stdout: '',
    stderr: `${url} refuses the token (status 401): give that of ORDER_SERVICE_TOKEN.\n`,
  });
  const nobody = await checkShop(['http://127.0.0.1:9', '--token', TOKEN]);
  expect(nobody).toMatchObject({ code: 2, stdout: '' });
  expect(nobody.stderr).toMatch(/^http:\/\/127\.0\.0\.1:9 gives no answer: \S.*\.\n$/);
  const noFields = await checkShop([url, '--token', TOKEN, '--purchases', file]);
  expect(noFields).toMatchObject({ code: 2, stdout: '' });
  expect(noFields.stderr).toContain('  purchases[0].activationId is missing: send 1 to 64 of the characters');
  const noToken = await checkShop([url]);
  expect(noToken).toMatchObject({ code: 2, stdout: '' });
  expect(noToken.stderr).toContain('  ORDER_SERVICE_TOKEN is missing');
});

test('--help says that it moves money, and every state of a test purchase', async () => {
  const { code, stdout } = await checkShop(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('With --yes it MOVES MONEY');
  expect(stdout).toMatch(
    /^ {2}waiting +active, no SMS has come, and the shop cancels it by now \(2 of them\)$/m,
  );
  expect(stdout).toMatch(/^ {2}replacement_refused /m);
  expect(stdout).toMatch(/^ {2}ORDER_SERVICE_TOKEN$/m);
});
