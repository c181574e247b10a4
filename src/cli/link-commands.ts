import type { Command } from 'commander';
import type { Ledger } from '../ledger/tables.ts';
import { endLinks } from '../ledger/write/customer-links.ts';

/** The command that ends the links by which a customer reaches a purchase. */
export function addLinkCommands(
  program: Command,
  out: (line: string) => void,
  withLedger: <T>(use: (ledger: Ledger) => Promise<T>) => Promise<T>,
): void {
  program
    .command('link')
    .description('links to the customers’ pages')
    .command('end')
    .description('ends all links of a purchase; mails that go out later have new ones')
    .argument('<id>', 'of the purchase')
    .action(async (purchaseId: string) => {
      const ended = await withLedger((ledger) => endLinks(ledger, purchaseId, new Date()));
      out(`${ended} ${ended === 1 ? 'link' : 'links'} of ${purchaseId} ended`);
    });
}
