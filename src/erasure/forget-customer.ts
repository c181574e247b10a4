import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { sql, type Transaction } from 'kysely';
import type { CustomerId, PurchaseId } from '../contract/scalars.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import type { Ledger, LedgerTables } from '../ledger/tables.ts';
import { deleteExecutions, type Deletion } from './delete-executions.ts';
import { eraseCaseNotes, eraseRecords } from './erase-records.ts';
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
 * `open_purchases`: also one that has been decided and still sends its mails, or that lost its workflow, until support
 * has settled the case about that.
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
  const refused = idsOf('refused');
  const missed = idsOf('ended');
  if (missed.length > 0) return { forgotten: false, code: 'not_on_record', purchaseIds: missed };

  const erasing = await inLedger(() =>
    ledger
      .transaction()
      .execute((transaction) => eraseCustomer(transaction, { customerId, by }, refused, now)),
  );
  if ('code' in erasing) return erasing;
  const erasedBefore = await erasedPurchases(ledger, customerId);
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
  refused: readonly PurchaseId[],
  now: Date,
): Promise<{ erased?: Erased } | (Forgetting & { forgotten: false })> {
  const rows = await transaction
    .selectFrom('purchases')
    .select((row) => [
      'purchase_id',
      row.or([row('closed_at', 'is not', null), lostAndSettled]).as('is_over'),
    ])
    .where('customer_id', '=', customerId)
    .orderBy('purchase_id')
    .forUpdate()
    .execute();
  const purchaseIds = rows.map(({ purchase_id }) => purchase_id);
  const open = rows.filter(({ is_over }) => !is_over).map(({ purchase_id }) => purchase_id);
  if (open.length > 0) return { forgotten: false, code: 'open_purchases', purchaseIds: open };
  const withCase = await withOpenCase(transaction, [...purchaseIds, ...refused]);
  if (withCase.length > 0) return { forgotten: false, code: 'open_cases', purchaseIds: withCase };
  await eraseCaseNotes(transaction, refused);
  if (purchaseIds.length === 0) return {};
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

/**
 * Its workflow will not come to an end: reconciliation has said so in a case about this life of the purchase, and
 * support, who saw to what it owed, has settled that.
 */
const lostAndSettled = sql<boolean>`exists (
  select from ledger.cases
  where cases.purchase_id = purchases.purchase_id
    and kind = 'workflow_missing' and settled_at is not null and cases.opened_at > purchases.opened_at
)`;

async function withOpenCase(
  transaction: Transaction<LedgerTables>,
  purchaseIds: readonly PurchaseId[],
): Promise<PurchaseId[]> {
  if (purchaseIds.length === 0) return [];
  const cases = await transaction
    .selectFrom('cases')
    .select('purchase_id')
    .distinct()
    .where('purchase_id', 'in', purchaseIds)
    .where('settled_at', 'is', null)
    .orderBy('purchase_id')
    .execute();
  return cases.map(({ purchase_id }) => purchase_id);
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
