import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandTools } from '../../src/cli/commands.ts';
import { openSession } from '../../src/cli/session.ts';
import { openingVerdict, sendingVerdict } from '../../src/cli/show.ts';
import { durationFrom } from '../../src/cli/duration-argument.ts';
import type { PurchaseOrder } from '../../src/contract/purchase-order.ts';
import type { OrderEvent } from '../../src/contract/signals.ts';
import { VERSION_IDS } from '../../src/policy/versions.ts';
import { askSandbox } from './ask-sandbox.ts';

const wholeNumber = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
};

const instantFrom = (text: string): string =>
  text.includes('T') ? text : new Date(Date.now() + durationFrom(text)).toISOString();

const EVENTS = {
  sms: ['smsReceived', 'the SMS reaches the number'],
  complete: ['activationCompleted', 'the customer completes the activation'],
  cancel: ['activationCancelled', 'the activation is cancelled in the shop'],
  'refund-updated': ['refundUpdated', 'the shop says that something about the refund has changed'],
} as const;

/** Commands for what happens in the sandbox's shop. They also send the event to the service. */
export function addShopCommands(program: Command, { where, act }: CommandTools): void {
  program
    .command('open')
    .description('buys in the sandbox’s shop and opens the purchase')
    .option('--id <id>', 'default: made up')
    .option('--price <minorUnits>', 'e.g. 149 for 1.49', wholeNumber, 149)
    .option('--currency <code>', 'ISO 4217', 'EUR')
    .option('--service <name>')
    .option('--country <code>', 'ISO 3166-1 alpha-2')
    .option('--email <address>', 'the customer’s')
    .option('--sms-deadline <when>', 'a duration from now like 20m, or an RFC 3339 instant')
    .addOption(new Option('--policy <version>').choices(VERSION_IDS))
    .action(async (options: Record<string, string | undefined> & { price: number; currency: string }) => {
      const { id, price, currency, service, country, email, smsDeadline, policy } = options;
      // Connect before buying, because a number that was bought must be opened.
      const session = await openSession(where());
      await session.close();
      const bought = await askSandbox(where(), 'POST', '/purchases', {
        purchaseId: id,
        price: { amount: price, currency },
        service,
        country,
        email,
        smsDeadline: smsDeadline === undefined ? undefined : instantFrom(smsDeadline),
        policyVersion: policy,
      });
      // Sound: the shop answers with the start input, and the client validates it.
      const order = bought as PurchaseOrder;
      await act(order.purchaseId, async ({ returns }) =>
        openingVerdict(order.purchaseId, await returns.openPurchase(order)),
      );
    });

  for (const [name, [event, words]] of Object.entries(EVENTS)) {
    program
      .command(name)
      .description(words)
      .argument('<id>')
      .action((id: string) =>
        act(id, async ({ returns }) => {
          const answer = await askSandbox(where(), 'POST', `/purchases/${encodeURIComponent(id)}/${name}`);
          return sendingVerdict(event, await returns[event](id, answer as OrderEvent));
        }),
      );
  }
}
