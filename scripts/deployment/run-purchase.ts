import { execFile } from 'node:child_process';
import process from 'node:process';
import { isDeepStrictEqual, promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../../src/contract/ids.ts';
import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import type { ShopData } from '../../dev/sandbox/shop-data.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import type { ServerOnPostgres } from '../../dev/postgres/start-server-on-postgres.ts';

const PURCHASE = 'rehearsal-1';

export interface Stack {
  /** The image's files. */
  folder: string;
  /** The sandbox's: commands are given in its container. */
  env: Readonly<Record<string, string>>;
  server: ServerOnPostgres;
  sandboxUrl: string;
}

/**
 * One purchase without an SMS, driven as a person does in the compose stack: bought, half an hour let pass. Answers what
 * came of it, in words. Throws if that is not the refund under R2, once, and its mail, once.
 */
export async function runPurchase(stack: Stack): Promise<string> {
  await cli(stack, 'open', '--id', PURCHASE);
  await cli(stack, 'skip', PURCHASE, '30m');

  const connection = await Connection.connect(stack.server.connectionOptions);
  const client = new Client({ connection, namespace: stack.server.namespace });
  const result = (await client.workflow
    .getHandle(workflowIdOf(PURCHASE))
    .result()
    .finally(() => connection.close())) as PurchaseResult;
  const { outcome, clause, refund } = result;
  expectSame({ outcome, clause, status: refund?.status }, 'refunded', {
    outcome: 'refunded',
    clause: 'R2',
    status: 'confirmed',
  });

  const shopData = (await ask(stack, '/shop')) as ShopData;
  expectSame(shopData.balances, 'the money', { EUR: { paidIn: 149, paidOut: 149 } });
  const mails = (await ask(stack, '/inbox')) as InboxMessage[];
  const templates = mails.map(({ purchaseId, template }) => ({ purchaseId, template }));
  expectSame(templates, 'the mails', [{ purchaseId: PURCHASE, template: 'funds_returned' }]);
  return 'no SMS, refunded under R2: 1.49 EUR back once, one mail funds_returned';
}

const cli = async ({ folder, env }: Stack, ...args: string[]): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['dev/cli.js', ...args], { cwd: folder, env });

async function ask({ sandboxUrl }: Stack, path: string): Promise<unknown> {
  const answer = await fetch(`${sandboxUrl}/sandbox${path}`);
  return answer.json();
}

function expectSame(found: unknown, what: string, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`Not as it has to be, ${what}: ${JSON.stringify(found)} for ${JSON.stringify(wanted)}.`);
}
