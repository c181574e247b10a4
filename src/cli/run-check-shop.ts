import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Command } from 'commander';
import { askOnce, type ShopToAsk } from '../orders/check/ask-once.ts';
import { checkShop } from '../orders/check/check-shop.ts';
import { movesOf } from '../orders/check/moves.ts';
import { KIND_NAMES, kindOf, readTestPurchases, type TestPurchases } from '../orders/check/test-purchases.ts';
import { checkShopLines, exitCodeOf, movesLine } from './check-shop-report.ts';
import { configOf } from './cli-config.ts';
import { NotPossible } from './not-possible.ts';
import { printableJson } from './printable.ts';
import { toStderr, toStdout } from './program.ts';
import { variablesText } from './usage.ts';
import { present } from '../contract/present.ts';

const WORDS_OF_KINDS = KIND_NAMES.map((name) => {
  const { words, manners } = kindOf(name);
  return `  ${name.padEnd(22)} ${words}${manners.length > 1 ? ` (${manners.length} of them)` : ''}`;
});

const HELP = [
  '',
  'Without --yes it only looks up: no money moves and nothing changes in the shop.',
  'With --yes it MOVES MONEY: it cancels the activation of every test purchase, pays back or has replaced',
  'every purchase that can be, and gives the new numbers back. Give it purchases made for this, in a test shop.',
  '',
  'The file of --purchases (an example: examples/shop/purchases.json) is a JSON object:',
  '  {"purchases": [{"purchaseId": "t1", "activationId": "a1", "price": {"amount": 149, "currency": "EUR"},',
  '    "service": "Telegram", "country": "GB", "is": "waiting"}, …], "never": ["not_cancellable", …]}',
  'with smsAt, the instant of the SMS, where you want it compared. Each purchase serves for one run. "is" says',
  'how it stands in the shop, "never" what does not happen in this shop:',
  ...WORDS_OF_KINDS,
  '',
  'It sees answers only, not accounts: compare yourself whether the balance has moved once per key, with the',
  'sum that it names at its start.',
  '',
  'Exit code: 0 all is right and all was checked, 1 something is wrong, 2 nothing is wrong but something was',
  'not checked, or it could not run.',
].join('\n');

interface Options {
  token?: string;
  purchases?: string;
  yes?: true;
  json?: true;
}

/** Checks the shop that the arguments of the process name, prints what is wrong, and returns the exit code. */
export async function runCheckShop(): Promise<0 | 1 | 2> {
  const program = new Command('check-shop')
    .description(
      'Plays the calls of the order service’s port against a shop, and says by field what is wrong.',
    )
    .argument('[url]', 'the base address of the shop’s port; default: ORDER_SERVICE_URL')
    .option('--token <token>', 'default: ORDER_SERVICE_TOKEN, which no other process of the machine sees')
    .option('--purchases <file>', 'purchases that the shop has made for this')
    .option('--yes', 'cancels, pays back and replaces those purchases')
    .option('--json', 'the whole report')
    .addHelpText('after', `${HELP}\n${variablesText('check-shop')}`)
    .exitOverride()
    .parse(process.argv);
  const { token, purchases: file, yes: movesMoney = false, json } = program.opts<Options>();
  const [url] = program.args;
  const config = configOf('check-shop', {
    ...process.env,
    ...present({ ORDER_SERVICE_URL: url, ORDER_SERVICE_TOKEN: token }),
  });
  const shop: ShopToAsk = { url: config.orderServiceUrl, token: config.orderServiceToken };
  const testPurchases = file === undefined ? { purchases: [] } : readFile(file);
  const nobody = `check-${randomBytes(8).toString('hex')}`;
  await assertAnswers(shop, nobody);
  toStderr(movesLine(shop.url, movesMoney ? movesOf(testPurchases.purchases) : undefined));
  const report = await checkShop({ shop, testPurchases, movesMoney, now: Date.now, nobody });
  if (json) toStdout(printableJson(report));
  else for (const line of checkShopLines(report)) toStdout(line);
  return exitCodeOf(report);
}

function readFile(file: string): TestPurchases {
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new NotPossible(`${file} cannot be read as JSON: ${String(error)}`, { cause: error });
  }
  const read = readTestPurchases(input);
  if (read.ok) return read.value;
  const lines = read.problems.map(({ field, message }) => `  ${field} ${message}`);
  throw new NotPossible([`${file} is not right:`, ...lines].join('\n'));
}

/** Stops if the shop is away or refuses the token: nothing else can be checked then. */
async function assertAnswers(shop: ShopToAsk, nobody: string): Promise<void> {
  const asked = await askOnce(shop, (orders) => orders.lookUpActivation(nobody));
  if (asked.answered) return;
  const { status } = asked.raw ?? {};
  if (status === undefined) throw new NotPossible(`${shop.url} gives no answer: ${asked.error.detail}.`);
  if (status !== 401 && status !== 403) return;
  throw new NotPossible(
    `${shop.url} refuses the token (status ${status}): give that of ORDER_SERVICE_TOKEN.`,
  );
}
