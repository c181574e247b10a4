import type { PurchaseResult } from '../../src/contract/purchase-result.ts';
import type { PurchaseId } from '../../src/contract/scalars.ts';
import type { PurchaseStatus } from '../../src/contract/status.ts';
import type { ShopData } from '../../dev/sandbox/shop-data.ts';
import type { InboxMessage } from '../../dev/sandbox/inbox-message.ts';
import { clauseFaults } from './clause-faults.ts';
import { feedFaults, type PublishedEvents } from './feed-faults.ts';
import { ledgerFaults } from './ledger-faults.ts';
import { ledgerMailFaults } from './ledger-mail-faults.ts';
import type { LongTasks } from './long-tasks.ts';
import type { LedgerRecord } from './ledger-record.ts';
import { mailFaults } from './mail-faults.ts';
import { moneyFaults } from './money-faults.ts';

/** One purchase as Temporal knows it. */
export interface Lived {
  purchaseId: PurchaseId;
  /** `unknown`: Temporal has no such purchase. `broken`: its workflow failed, or was ended from outside. */
  state: 'open' | 'closed' | 'broken' | 'unknown';
  status?: PurchaseStatus;
  result?: PurchaseResult;
  /** Absent: none. */
  longTasks?: LongTasks;
}

/** What all sides have on record when all is over. */
export interface Evidence {
  shopData: ShopData;
  mails: readonly InboxMessage[];
  /** Every purchase at the shop, replacements included. */
  lives: readonly Lived[];
  ledger: LedgerRecord;
  /** Instants at which a worker was killed, ms. */
  deaths: readonly number[];
  /** By Message-ID: how often the mail server took a mail and its answer did not get back to the worker. */
  lostAnswers: ReadonlyMap<string, number>;
  /** Absent: nothing was to be published. */
  published?: PublishedEvents;
}

/** Everything that does not fit, in words; empty when all records agree. */
export function disagreements(evidence: Evidence): string[] {
  return [
    ...lostPurchases(evidence),
    ...moneyFaults(evidence),
    ...mailFaults(evidence),
    ...evidence.lives.flatMap(clauseFaults),
    ...ledgerFaults(evidence),
    ...ledgerMailFaults(evidence),
    ...feedFaults(evidence),
  ];
}

/** Every purchase of the shop is closed with its result, or open with something that it waits for. */
function lostPurchases({ shopData, lives }: Evidence): string[] {
  const known = new Set(lives.map(({ purchaseId }) => purchaseId));
  const missing = Object.keys(shopData.purchases).filter((purchaseId) => !known.has(purchaseId));
  return [
    ...missing.map((purchaseId) => `${purchaseId}: bought, and nobody looked for it`),
    ...lives.flatMap((life) => {
      const why = whyLost(life);
      return why === undefined ? [] : [`${life.purchaseId}: ${why}`];
    }),
  ];
}

function whyLost({ state, status, result }: Lived): string | undefined {
  switch (state) {
    case 'unknown':
      return 'bought, but Temporal does not know it';
    case 'broken':
      return 'its workflow failed';
    case 'closed':
      if (result === undefined || status === undefined) return 'closed without a result';
      return status.stage === 'closed' ? undefined : `closed in the stage ${status.stage}`;
    case 'open': {
      if (status === undefined) return 'open, but gives no status';
      const waits = status.nextDeadline !== undefined || status.needsAttention.length > 0;
      return waits ? undefined : `open in the stage ${status.stage}, and waits for nothing`;
    }
    default:
      return state satisfies never;
  }
}
