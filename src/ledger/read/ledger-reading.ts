import type { PurchaseId } from '../../contract/scalars.ts';
import type { Ledger } from '../tables.ts';
import { readMail, type MailCopyOnRecord } from './mails-of.ts';
import type { NotUnderstood, Page, Unread } from './page.ts';
import { readPurchaseRecord, type PurchaseRecord } from './purchase-record.ts';
import { readQueue, type QueueEntry } from './queue.ts';
import type { QueueQuery } from './queue-query.ts';
import { searchPurchases, type FoundPurchase } from './search.ts';
import type { SearchQuery } from './search-query.ts';
import { countStages, type OpenStage } from './stages.ts';
import { endpointsInTrouble, type EndpointSeen } from './webhook-endpoints.ts';

/**
 * What can be read from the ledger. Arguments and answers are JSON, so another process can answer. Each throws
 * `LedgerUnavailable` if the ledger does not answer.
 */
export interface LedgerReading {
  /** What waits for support, the most urgent first. */
  queue(query: Unread<QueueQuery>): Promise<Page<QueueEntry> | NotUnderstood>;
  /** Endpoints of webhooks that are switched off, or at which nothing arrives. */
  endpointsInTrouble(): Promise<EndpointSeen[]>;
  /** Purchases, the newest first. */
  search(query: Unread<SearchQuery>): Promise<Page<FoundPurchase> | NotUnderstood>;
  /** Everything about one purchase. `publicOnly`: of its timeline and statements only what the customer may see. */
  record(purchaseId: PurchaseId, options?: { publicOnly?: boolean }): Promise<PurchaseRecord | undefined>;
  /** One mail with its copy. */
  mail(messageId: string): Promise<MailCopyOnRecord | undefined>;
  /** Open purchases by stage, counted. */
  stages(): Promise<Record<OpenStage, number>>;
}

export const ledgerReading = (ledger: Ledger, now: () => Date): LedgerReading => ({
  queue: (query) => readQueue(ledger, query, now()),
  endpointsInTrouble: () => endpointsInTrouble(ledger),
  search: (query) => searchPurchases(ledger, query),
  record: (purchaseId, options) => readPurchaseRecord(ledger, purchaseId, options),
  mail: (messageId) => readMail(ledger, messageId),
  stages: () => countStages(ledger),
});
