import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Transaction } from 'kysely';
import type { CustomerId, PurchaseId } from '../contract/scalars.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import type { Ledger, LedgerTables } from '../ledger/tables.ts';
import { deleteExecutions, type Deletion } from './delete-executions.ts';
import { eraseRecords } from './erase-records.ts';
import { everyAnswer } from './every-answer.ts';
import { isRunning, unrecordedOf } from './executions-of.ts';
import { customerHash, erasedCustomerId } from './markers.ts';

export interface ForgetParts {
  ledger: Ledger;
  temporal: Client;
}

export interface ForgetRequest {
  customerId: CustomerId;
  /** Who has it done. Goes on record. */
  by: string;
}

/**
 * `erased`: what this call erased; nothing, if an earlier one has. `executions`: what it deleted in Temporal, for an
 * earlier call as well, and what the server has yet to delete.
 * `open_purchases`: also one that has been decided and still sends its mails, or that lost its workflow.
 * `not_on_record`: Temporal has purchases that the ledger has missed.
 */
export type Forgetting =
  | { forgotten: true; erased?: Erased; executions: Deletion }
  | { forgotten: false; code: 'open_purchases' | 'open_cases' | 'not_on_record'; purchaseIds: PurchaseId[] }
  | { forgotten: false; code: 'unknown_customer' };

export interface Erased {
  erasureId: string;
  purchaseIds: PurchaseId[];
  mails: number;
}

/**
 * Erases who bought a customer's purchases, whole chains of them: in the ledger, all or nothing, and then by deleting
 * their closed workflows. Refuses while something of it is open. Cut short anywhere it is finished by calling it again,
 * which is harmless at any time. Throws `LedgerUnavailable`, and what Temporal throws.
 */
export async function forgetCustomer(
  { ledger, temporal }: ForgetParts,
  { customerId, by }: ForgetRequest,
  now: Date,
): Promise<Forgetting> {
  const unrecorded = await unrecordedOf({ client: temporal, ledger }, customerId);
  const idsOf = (is: string) => unrecorded.filter((each) => each.is === is).map((each) => each.purchaseId);
  const running = [
    ...idsOf('running'),
    ...(await runningOf(temporal, await purchasesOf(ledger, customerId))),
  ];
  if (running.length > 0) return { forgotten: false, code: 'open_purchases', purchaseIds: running };
  const missed = idsOf('ended');
  if (missed.length > 0) return { forgotten: false, code: 'not_on_record', purchaseIds: missed };

  const erasing = await inLedger(() =>
    ledger.transaction().execute((transaction) => eraseCustomer(transaction, { customerId, by }, now)),
  );
  if ('code' in erasing) return erasing;
  const erasedBefore = await erasedPurchases(ledger, customerId);
  const refused = idsOf('refused');
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
  return { forgotten: true, ...erasing, executions };
}

async function purchasesOf(ledger: Ledger, customerId: CustomerId): Promise<PurchaseId[]> {
  const rows = await inLedger(() =>
    ledger.selectFrom('purchases').select('purchase_id').where('customer_id', '=', customerId).execute(),
  );
  return rows.map(({ purchase_id }) => purchase_id);
}

async function runningOf(temporal: Client, purchaseIds: readonly PurchaseId[]): Promise<PurchaseId[]> {
  const running: PurchaseId[] = [];
  for (const purchaseId of purchaseIds) {
    if (await isRunning(temporal, purchaseId)) running.push(purchaseId);
  }
  return running;
}

async function eraseCustomer(
  transaction: Transaction<LedgerTables>,
  { customerId, by }: ForgetRequest,
  now: Date,
): Promise<{ erased?: Erased } | (Forgetting & { forgotten: false })> {
  const rows = await transaction
    .selectFrom('purchases')
    .select(['purchase_id', 'closed_at'])
    .where('customer_id', '=', customerId)
    .orderBy('purchase_id')
    .forUpdate()
    .execute();
  const purchaseIds = rows.map(({ purchase_id }) => purchase_id);
  if (purchaseIds.length === 0) return {};
  const open = rows.filter(({ closed_at }) => closed_at === null).map(({ purchase_id }) => purchase_id);
  if (open.length > 0) return { forgotten: false, code: 'open_purchases', purchaseIds: open };
  const cases = await transaction
    .selectFrom('cases')
    .select('purchase_id')
    .distinct()
    .where('purchase_id', 'in', purchaseIds)
    .where('settled_at', 'is', null)
    .orderBy('purchase_id')
    .execute();
  if (cases.length > 0) {
    return { forgotten: false, code: 'open_cases', purchaseIds: cases.map(({ purchase_id }) => purchase_id) };
  }
  const erasureId = randomUUID();
  const { mails } = await eraseRecords(transaction, purchaseIds, {
    customerId: erasedCustomerId(erasureId),
    now,
  });
  await transaction
    .insertInto('erasures')
    .values({
      erasure_id: erasureId,
      customer_hash: customerHash(customerId),
      erased_at: now,
      erased_by: by,
      purchases: purchaseIds.length,
      mails,
    })
    .execute();
  return { erased: { erasureId, purchaseIds, mails } };
}

interface ErasedPurchase {
  purchaseId: PurchaseId;
  /** The marker. */
  customerId: CustomerId;
}

/** By this call, and by earlier ones. */
async function erasedPurchases(ledger: Ledger, customerId: CustomerId): Promise<ErasedPurchase[]> {
  const rows = await inLedger(async () => {
    const erasures = await ledger
      .selectFrom('erasures')
      .select('erasure_id')
      .where('customer_hash', '=', customerHash(customerId))
      .execute();
    if (erasures.length === 0) return [];
    const markers = erasures.map(({ erasure_id }) => erasedCustomerId(erasure_id));
    return ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'customer_id'])
      .where('customer_id', 'in', markers)
      .execute();
  });
  return rows.map(({ purchase_id, customer_id }) => ({ purchaseId: purchase_id, customerId: customer_id }));
}

/** What was under way when the ledger was erased, like a mail that was just being handed over. */
function eraseWhatCameSince(ledger: Ledger, purchases: readonly ErasedPurchase[], now: Date): Promise<void> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      for (const { purchaseId, customerId } of purchases) {
        await eraseRecords(transaction, [purchaseId], { customerId, now });
      }
    }),
  );
}
