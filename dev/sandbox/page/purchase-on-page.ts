import type { WorkflowService } from '@temporalio/client';
import type { ReturnsClient } from '../../../src/client/returns-client.ts';
import { refundKey, workflowIdOf } from '../../../src/contract/ids.ts';
import type { MailTexts } from '../../../src/emails/texts/mail-texts.ts';
import type { PurchaseId } from '../../../src/contract/scalars.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import { hasEnded, waitUntilIdle } from '../../../src/temporal/wait-until-idle.ts';
import { describe, nowIn } from '../../../src/temporal/workflow-clock.ts';
import type { ShownPurchase } from './parts/shown-purchase.ts';
import { ownEntry, stockKey, type ShopPurchase } from '../shop-data.ts';
import type { Inbox } from '../inbox.ts';
import type { InboxMessage } from '../inbox-message.ts';
import type { Sandbox } from '../sandbox.ts';

export interface ServiceParts {
  returns: ReturnsClient;
  service: WorkflowService;
  namespace: string;
  /** Whether the server can skip time. */
  timeSkipping: boolean;
  /** A link to the page of the purchase's customer. Absent: there are no such pages. */
  customerLink?: ((purchaseId: PurchaseId) => Promise<string | undefined>) | undefined;
  /** How mails speak. Absent: in our words. */
  mailTexts?: MailTexts | undefined;
}

/** The parts of a page with the sandbox's shop, where everything can be tried. */
export interface SandboxParts extends ServiceParts {
  sandbox: Sandbox;
}

/** The parts of a page with a real shop, which only shows. Its list comes from the ledger. */
export interface ReadingParts extends ServiceParts {
  sandbox?: undefined;
  ledger: Ledger;
  /** The sandbox's inbox, if no mail server is configured. */
  inbox?: Inbox | undefined;
}

export type PageParts = SandboxParts | ReadingParts;

export const inboxOf = (parts: PageParts): Inbox | undefined =>
  parts.sandbox === undefined ? parts.inbox : parts.sandbox.inbox;

/** Everything that is shown of one purchase. */
export interface PurchaseOnPage extends ShownPurchase {
  /** The sandbox's shop's record of it. `undefined`: a real shop sold it. */
  shop: ShopPurchase | undefined;
  mails: readonly InboxMessage[];
  /** Its refund is pending at the shop and can be released. */
  refundPending: boolean;
  /** Numbers of its kind that are left for replacements. `undefined`: no limit. */
  stock: number | undefined;
}

/** How long a page waits for everything that follows from an act, so that it shows the state after that. */
const SETTLE_TIMEOUT_MS = 5_000;

export const workflowOf = ({ namespace }: PageParts, purchaseId: PurchaseId) => ({
  namespace,
  workflowId: workflowIdOf(purchaseId),
});

/** Waits for what follows from an act. A purchase that is still busy after that is shown as it is. */
export async function settled(parts: PageParts, purchaseId: PurchaseId): Promise<void> {
  const timeoutMs = SETTLE_TIMEOUT_MS;
  await waitUntilIdle(parts.service, workflowOf(parts, purchaseId), { timeoutMs }).catch(() => undefined);
}

/** `undefined`: the shop has no such purchase, or it was not opened. */
export async function purchaseOnPage(
  parts: PageParts,
  purchaseId: PurchaseId,
): Promise<PurchaseOnPage | undefined> {
  const { sandbox, returns, service } = parts;
  const shop = sandbox && ownEntry(sandbox.shopData.purchases, purchaseId);
  if (sandbox !== undefined && shop === undefined) return undefined;
  const found = await returns.status(purchaseId);
  if (!found.found) return undefined;
  const { status } = found;
  const description =
    found.from === 'record' ? undefined : await describe(service, workflowOf(parts, purchaseId));
  const ended = description === undefined || hasEnded(description);
  const { service: sold, country, replaces } = status.terms;
  const refund =
    sandbox && ownEntry(sandbox.shopData.refunds, refundKey(replaces?.originalPurchaseId ?? purchaseId));
  const mails = inboxOf(parts)?.messages() ?? [];
  return {
    status,
    shop,
    ended,
    now: ended ? Date.parse(status.timeline.at(-1)?.at ?? '') : nowIn(description),
    mails: mails.filter((message) => message.purchaseId === purchaseId),
    refundPending: refund?.status === 'pending',
    stock: sandbox && ownEntry(sandbox.shopData.stock, stockKey(sold, country)),
  };
}
