import type { ClauseId } from '../../../src/contract/clause-id.ts';
import type { Money, PurchaseId } from '../../../src/contract/scalars.ts';
import type { PurchaseStatus, Stage } from '../../../src/contract/status.ts';
import { searchPurchases } from '../../../src/ledger/read/search.ts';
import type { Ledger } from '../../../src/ledger/tables.ts';
import type { ShopPurchase } from '../shop-data.ts';
import type { PageParts, SandboxParts } from './purchase-on-page.ts';
import { present } from '../../../src/contract/present.ts';

/** A purchase in the list. If it does not answer, it is shown without its status, and the others are shown all the same. */
export interface Listed {
  purchaseId: PurchaseId;
  service: string;
  country: string;
  price: Money;
  stage: Stage | 'not_opened' | 'no_answer';
  /** The clause of the result, once it is decided. */
  clause?: ClauseId | undefined;
  /** Something in it needs a person's attention. */
  needsPerson: boolean;
}

export interface PurchasesList {
  shown: Listed[];
  /** The value of `from` for the page with older ones. */
  older?: string | undefined;
  /** How many older ones there are, if that is known. */
  olderCount?: number;
}

const LISTED = 12;

/** The newest first. `from`: where the page begins, as the page before it gave it. An unreadable one means the beginning. */
export const purchasesList = (parts: PageParts, from: string | undefined): Promise<PurchasesList> =>
  parts.sandbox === undefined ? recordedList(parts.ledger, from) : soldList(parts, from);

async function soldList(
  { sandbox, returns }: SandboxParts,
  from: string | undefined,
): Promise<PurchasesList> {
  const all = Object.values(sandbox.shopData.purchases).toReversed();
  const begin = from !== undefined && /^\d{1,9}$/.test(from) ? Number(from) : 0;
  const end = begin + LISTED;
  const shown = all.slice(begin, end).map(async (sold): Promise<Listed> => {
    const found = await returns.status(sold.order.purchaseId).catch(() => undefined);
    if (found === undefined) return ofShop(sold, 'no_answer');
    return found.found ? ofShop(sold, found.status) : ofShop(sold, 'not_opened');
  });
  const olderCount = Math.max(0, all.length - end);
  return { shown: await Promise.all(shown), ...(olderCount > 0 && { older: String(end), olderCount }) };
}

function ofShop({ order }: ShopPurchase, known: PurchaseStatus | 'not_opened' | 'no_answer'): Listed {
  const { purchaseId, activation, price } = order;
  const sold = { purchaseId, service: activation.service, country: activation.country, price };
  if (typeof known === 'string') return { ...sold, stage: known, needsPerson: false };
  const { stage, result, needsAttention } = known;
  return { ...sold, stage, clause: result?.clause, needsPerson: needsAttention.length > 0 };
}

/** A real shop's purchases as the ledger has them. The newest ones may appear a moment later. */
async function recordedList(ledger: Ledger, from: string | undefined): Promise<PurchasesList> {
  const page = await searchPurchases(ledger, {
    limit: LISTED,
    ...present({ after: from }),
  });
  if (!page.ok) return from === undefined ? { shown: [] } : recordedList(ledger, undefined);
  const shown = page.entries.map(({ result, needsAttention, ...found }): Listed => {
    const { purchaseId, service, country, price, stage } = found;
    return {
      purchaseId,
      service,
      country,
      price,
      stage,
      clause: result?.clause,
      needsPerson: needsAttention > 0,
    };
  });
  return { shown, older: page.next };
}
