import type { ReturnsClient } from '../../../src/client/returns-client.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { lastCorrectionIn } from '../../../src/links/last-correction.ts';
import { customerLinks, type LinkConfig } from '../../../src/links/customer-links.ts';

/** Makes links to the page of a purchase's customer, as its mails have them. `undefined`: there is no such purchase. */
export function customerLinkOf(
  { returns, ledger }: { returns: ReturnsClient; ledger: Ledger },
  config: LinkConfig,
): (purchaseId: PurchaseId) => Promise<string | undefined> {
  const links = customerLinks(ledger, config);
  return async (purchaseId) => {
    const found = await returns.snapshot(purchaseId);
    if (found === undefined) return undefined;
    const correctedAt = lastCorrectionIn(found.status.timeline);
    return links.linkFor({ purchaseId, name: 'sandbox', email: found.customer.email, correctedAt });
  };
}
