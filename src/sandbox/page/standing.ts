import type { WorkflowService } from '@temporalio/client';
import type { ReturnsClient } from '../../client/returns-client.ts';
import { refundKey, workflowIdOf } from '../../contract/ids.ts';
import type { Instant, PurchaseId } from '../../contract/scalars.ts';
import type { PurchaseStatus } from '../../contract/status.ts';
import { hasEnded, waitUntilIdle } from '../../temporal/wait-until-idle.ts';
import { describe, nowIn } from '../../temporal/workflow-clock.ts';
import { ownEntry, stockKey, type ShopPurchase } from '../books.ts';
import type { InboxMessage } from '../inbox-message.ts';
import type { Sandbox } from '../sandbox.ts';

/** What the page is built on. */
export interface PageParts {
  sandbox: Sandbox;
  returns: ReturnsClient;
  service: WorkflowService;
  namespace: string;
  /** Whether the server can skip time. */
  timeSkipping: boolean;
}

/** All that is shown of one purchase. */
export interface Standing {
  status: PurchaseStatus;
  shop: ShopPurchase;
  /** The purchase's own now. */
  now: Instant;
  /** Its workflow is over: its clock stands still. */
  ended: boolean;
  mails: readonly InboxMessage[];
  /** Its refund is at the shop and waits to be released. */
  refundPending: boolean;
  /** Numbers of its kind left for replacements. `undefined`: as many as you like. */
  stock: number | undefined;
}

/** How long a page waits for what follows from an act, so that it shows the state after that. */
const SETTLE_TIMEOUT_MS = 5_000;

export const workflowOf = ({ namespace }: PageParts, purchaseId: PurchaseId) => ({
  namespace,
  workflowId: workflowIdOf(purchaseId),
});

/** Still busy after that is no fault: what is under way shows in the status. */
export async function settled(parts: PageParts, purchaseId: PurchaseId): Promise<void> {
  const timeoutMs = SETTLE_TIMEOUT_MS;
  await waitUntilIdle(parts.service, workflowOf(parts, purchaseId), { timeoutMs }).catch(() => undefined);
}

/** `undefined`: no such purchase in this shop, or none that was opened. */
export async function standingOf(parts: PageParts, purchaseId: PurchaseId): Promise<Standing | undefined> {
  const { sandbox, returns, service } = parts;
  const { books, inbox } = sandbox;
  const shop = ownEntry(books.purchases, purchaseId);
  if (shop === undefined) return undefined;
  const found = await returns.status(purchaseId);
  if (!found.found) return undefined;
  const { status } = found;
  const description =
    found.from === 'record' ? undefined : await describe(service, workflowOf(parts, purchaseId));
  const ended = description === undefined || hasEnded(description);
  const original = status.terms.replaces?.originalPurchaseId ?? purchaseId;
  return {
    status,
    shop,
    ended,
    now: ended ? Date.parse(status.timeline.at(-1)?.at ?? '') : nowIn(description),
    mails: inbox.messages().filter((message) => message.purchaseId === purchaseId),
    refundPending: ownEntry(books.refunds, refundKey(original))?.status === 'pending',
    stock: ownEntry(books.stock, stockKey(status.terms.service, status.terms.country)),
  };
}

/** A purchase in the list. One that gives no answer does not keep the others from being shown. */
export interface Listed {
  shop: ShopPurchase;
  status: PurchaseStatus | 'not_opened' | 'no_answer';
}

/** Those of the shop, the newest first. */
export async function purchasesList(
  { sandbox, returns }: PageParts,
  most: number,
): Promise<{ shown: Listed[]; more: number }> {
  const all = Object.values(sandbox.books.purchases).toReversed();
  const shown = all.slice(0, most).map(async (shop): Promise<Listed> => {
    const found = await returns.status(shop.order.purchaseId).catch(() => undefined);
    if (found === undefined) return { shop, status: 'no_answer' };
    return { shop, status: found.found ? found.status : 'not_opened' };
  });
  return { shown: await Promise.all(shown), more: Math.max(0, all.length - most) };
}
