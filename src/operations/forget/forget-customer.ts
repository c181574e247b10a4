import type { Client } from '@temporalio/client';
import type { CustomerId, PurchaseId } from '../../contract/scalars.ts';
import { removeFiles } from '../../evidence/clean-up.ts';
import { StoreUnavailable, type EvidenceStore } from '../../evidence/store.ts';
import { publishTheRest } from '../../feed/feed-writer.ts';
import { uploadsToRemove } from '../../ledger/read/evidence-uploads.ts';
import { erasedPurchasesOf, purchasesOf } from '../../ledger/read/purchases-of-customer.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { eraseCustomer, eraseWhatCameSince, type Erased } from '../../ledger/write/erase-customer.ts';
import { deleteExecutions, type Deletion } from './delete-executions.ts';
import { everyAnswer } from './every-answer.ts';
import { isRunning, unrecordedOf } from './executions-of.ts';
import { present } from '../../contract/present.ts';

export interface ForgetParts {
  ledger: Ledger;
  temporal: Client;
  /** Where pictures are kept. Absent: they are left to the API, which removes them by itself. */
  store?: EvidenceStore;
}

/**
 * Files of erased pictures. `left`: to the next round of the API. `olderVersions`: the store itself keeps those that were
 * removed, until a rule of its own removes them.
 */
export interface RemovedFiles {
  removed: number;
  left: number;
  olderVersions?: true;
}

/** More than a customer has. */
const MOST_LEFT = 10_000;

export interface ForgetRequest {
  customerId: CustomerId;
  /** Who asked for it, for the record. */
  by: string;
}

/**
 * - `erased`: what this call erased in the ledger. Absent if an earlier call has erased everything.
 * - `pictures`: the files of their evidence. Absent if there were none.
 * - `executions`: what was deleted in Temporal, also for an earlier call, and what the server still has to delete.
 * - `open_purchases`: includes purchases that are decided and still send mails, and those that lost their workflow, until
 *   support has settled the case about that.
 * - `not_on_record`: Temporal has purchases that the ledger has missed.
 * - `untold_events`: something was written about them just now, and its events are still to be published.
 */
export type Forgetting =
  | { forgotten: true; erased?: Erased; pictures?: RemovedFiles; executions: Deletion }
  | {
      forgotten: false;
      code: 'open_purchases' | 'open_cases' | 'not_on_record' | 'untold_events';
      purchaseIds: PurchaseId[];
    }
  | { forgotten: false; code: 'unknown_customer' };

/**
 * Erases the personal data of a customer in all purchases: first in the ledger, all or nothing, then by deleting the closed
 * workflows. Publishes what is due of them first. Refuses while a purchase or a case is open. If it is
 * interrupted, call it again; repeating it is harmless at any time. Throws `LedgerUnavailable`, and what Temporal throws.
 */
export async function forgetCustomer(
  { ledger, temporal, store }: ForgetParts,
  { customerId, by }: ForgetRequest,
  now: Date,
): Promise<Forgetting> {
  const unrecorded = await unrecordedOf({ client: temporal, ledger }, customerId);
  const idsOf = (is: string) => unrecorded.filter((each) => each.is === is).map((each) => each.purchaseId);
  const recorded = await purchasesOf(ledger, customerId);
  const running = [...idsOf('running'), ...(await runningOf(temporal, recorded))];
  if (running.length > 0) return { forgotten: false, code: 'open_purchases', purchaseIds: running };
  const refused = idsOf('refused');
  const missed = idsOf('ended');
  if (missed.length > 0) return { forgotten: false, code: 'not_on_record', purchaseIds: missed };

  const feed = {
    ledger,
    service: temporal.workflowService,
    namespace: temporal.options.namespace,
    now: () => now,
  };
  await publishTheRest(feed, recorded);
  const erasing = await eraseCustomer(ledger, { customerId, by, refused }, now);
  if (erasing.result !== 'done') {
    return { forgotten: false, code: erasing.result, purchaseIds: erasing.purchaseIds };
  }
  const erasedBefore = await erasedPurchasesOf(ledger, customerId);
  if (erasedBefore.length === 0 && refused.length === 0)
    return { forgotten: false, code: 'unknown_customer' };

  const executions = { deleted: 0, left: 0 };
  const deletions = [...erasedBefore.map(({ purchaseId }) => purchaseId), ...refused].map((purchaseId) =>
    deleteExecutions(temporal, purchaseId),
  );
  for (const { deleted, left } of await everyAnswer(deletions)) {
    executions.deleted += deleted;
    executions.left += left;
  }
  await eraseWhatCameSince(ledger, erasedBefore, now);
  const { erased } = erasing;
  const erasedIds = erasedBefore.map(({ purchaseId }) => purchaseId);
  const pictures = await removePictures({ ledger, store }, erasedIds, now);
  return { forgotten: true, ...present({ erased, pictures }), executions };
}

async function removePictures(
  { ledger, store }: { ledger: Ledger; store: EvidenceStore | undefined },
  purchaseIds: readonly PurchaseId[],
  now: Date,
): Promise<RemovedFiles | undefined> {
  let removed = 0;
  try {
    if (store !== undefined) removed = await removeFiles({ store, ledger }, now, purchaseIds);
  } catch (error) {
    // The pictures are not shown any more, and the API goes on trying to remove them.
    if (!(error instanceof StoreUnavailable)) throw error;
  }
  const { length: left } = await uploadsToRemove(ledger, { after: '', most: MOST_LEFT, purchaseIds });
  if (removed + left === 0) return undefined;
  return { removed, left, ...(store?.keepsRemoved === true && { olderVersions: true }) };
}

async function runningOf(temporal: Client, purchaseIds: readonly PurchaseId[]): Promise<PurchaseId[]> {
  const running: PurchaseId[] = [];
  for (const purchaseId of purchaseIds) {
    if (await isRunning(temporal, purchaseId)) running.push(purchaseId);
  }
  return running;
}
