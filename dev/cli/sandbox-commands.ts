import { Argument, type Command } from 'commander';
import { ORDER_CALLS } from '../../src/orders/broken-calls.ts';
import { TROUBLE_KINDS, type Fault } from '../sandbox/faults.ts';
import type { InboxMessage } from '../sandbox/inbox-message.ts';
import type { ReceivedWebhook } from '../sandbox/webhooks.ts';
import { printableJson } from '../../src/cli/printable.ts';
import type { FeedEvent } from '../../src/contract/feed-event.ts';
import type { Where } from '../../src/cli/session.ts';
import { askSandbox } from './ask-sandbox.ts';

/** Commands that need a sandbox: for faults, and for its inbox. */
export function addSandboxCommands(
  program: Command,
  { out }: { out: (line: string) => void },
  where: () => Where,
): void {
  const showFaults = (answer: unknown): void => {
    const faults = answer as Fault[];
    if (faults.length === 0) out('no faults wait');
    for (const { call, kind, times, purchaseId } of faults) {
      out(`${call} ${kind}, times ${times}${purchaseId === undefined ? '' : `, only ${purchaseId}`}`);
    }
  };
  const fault = program.command('fault').description('troubles the sandbox’s order service');
  fault
    .command('add')
    .addArgument(new Argument('<call>', 'of the order service').choices(ORDER_CALLS))
    .addArgument(new Argument('<kind>', 'of trouble').choices(TROUBLE_KINDS))
    .option('--purchase <id>', 'only this one')
    .option('--times <n>', 'a number, or until_cleared', '1')
    .option('--delay-ms <n>', 'for slow', Number)
    .option('--status <code>', 'for status', Number)
    .option('--retry-at <instant>', 'for too_early')
    .option('--reason <text>', 'for refused')
    .option('--amount <minorUnits>', 'for other_amount', Number)
    .option('--currency <code>', 'for other_amount')
    .action(async (call: string, kind: string, options: Record<string, string | number | undefined>) => {
      const { purchase, times, delayMs, status, retryAt, reason, amount, currency } = options;
      const wanted = times === 'until_cleared' ? times : Number(times);
      const more = { delayMs, status, retryAt, reason, amount, currency };
      const body = { call, kind, purchaseId: purchase, times: wanted, ...more };
      showFaults(await askSandbox(where(), 'POST', '/faults', body));
    });
  fault.command('list').action(async () => showFaults(await askSandbox(where(), 'GET', '/faults')));
  fault.command('clear').action(async () => showFaults(await askSandbox(where(), 'DELETE', '/faults')));

  program
    .command('inbox')
    .description('the mails that the sandbox’s mail server took, by the host’s clock')
    .option('--purchase <id>', 'only those of one purchase')
    .option('--text', 'with their text')
    .action(async ({ purchase, text }: { purchase?: string; text?: true }) => {
      const all = (await askSandbox(where(), 'GET', '/inbox')) as InboxMessage[];
      const shown = all.filter(({ purchaseId }) => purchase === undefined || purchaseId === purchase);
      if (shown.length === 0) out('no mails');
      for (const mail of shown) {
        const at = new Date(mail.receivedAt).toISOString();
        out([at, mail.purchaseId ?? '', (mail.template ?? '').padEnd(20), mail.subject].join('  '));
        if (text) out(`\n${mail.text}\n`);
      }
    });
  program
    .command('webhooks')
    .description('the last webhooks that the sandbox’s shop has received, and whether they are signed right')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const received = (await askSandbox(where(), 'GET', '/webhooks')) as ReceivedWebhook[];
      if (json) return out(printableJson(received));
      if (received.length === 0) out('no webhooks');
      for (const { receivedAt, signature, webhookId = '', event } of received.toReversed()) {
        const { type = '', data: { purchaseId = '' } = {} } = (event ?? {}) as Partial<FeedEvent>;
        out([receivedAt, purchaseId, type, webhookId, `signature ${signature}`].join('  '));
      }
    });
}
