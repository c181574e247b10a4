import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { CustomerId, PurchaseId } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import { eventsDueOf } from '../read/events-due.ts';
import type { ErasedPurchase } from '../read/purchases-of-customer.ts';
import type { Ledger, LedgerTables } from '../tables.ts';
import { eraseCasesAndRequests, eraseRecords } from './erase-records.ts';
import { customerHash, erasedCustomerId } from '../erasure-markers.ts';

export interface ErasureRequest {
  customerId: CustomerId;
  /** Who asked for it, for the record. */
  by: string;
  /** Refused openings of the customer, about which there can be cases. */
  refused: readonly PurchaseId[];
}

export interface Erased {
  erasureId: string;
  purchaseIds: PurchaseId[];
  /** How many mails were changed. */
  mails: number;
}

/**
 * `done` without `erased`: there was nothing to erase, or an earlier call has erased it.
 * `open_purchases`: includes purchases that are decided and still send mails, and those that lost their workflow, until
 * support has settled the case about that.
 * `untold_events`: events of these purchases are still to be published.
 */
export type Erasing =
  | { result: 'done'; erased?: Erased }
  | { result: 'open_purchases' | 'open_cases' | 'untold_events'; purchaseIds: PurchaseId[] };

/** Erases the personal data in all purchases of a customer, or in none. Throws `LedgerUnavailable`. */
export function eraseCustomer(ledger: Ledger, request: ErasureRequest, now: Date): Promise<Erasing> {
  return inLedger(() =>
    ledger.transaction().execute((transaction) => eraseWithin(transaction, request, now)),
  );
}

async function eraseWithin(
  transaction: Transaction<LedgerTables>,
  { customerId, by, refused }: ErasureRequest,
  now: Date,
): Promise<Erasing> {
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
  if (open.length > 0) return { result: 'open_purchases', purchaseIds: open };
  const withCase = await withOpenCase(transaction, [...purchaseIds, ...refused]);
  if (withCase.length > 0) return { result: 'open_cases', purchaseIds: withCase };
  // After the erasure its events could not be made as they were.
  const unpublished = await eventsDueOf(transaction, purchaseIds);
  if (unpublished.length > 0) {
    return { result: 'untold_events', purchaseIds: unpublished.map(({ purchaseId }) => purchaseId) };
  }
  await eraseCasesAndRequests(transaction, refused);
  if (purchaseIds.length === 0) return { result: 'done' };
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
  return { result: 'done', erased: { erasureId, purchaseIds, mails } };
}

/**
 * Whether the purchase will never close: reconciliation has found its workflow missing, in a case about this opening and
 * not about a run that was reset since, and support has settled the case.
 */
const lostAndSettled = sql<boolean>`exists (
  select from ledger.cases
  where cases.purchase_id = purchases.purchase_id
    and kind = 'workflow_missing' and settled_at is not null
    and (cases.details->'ledger'->>'openedAt')::timestamptz = purchases.opened_at
    and coalesce(cases.details->'workflow'->>'runId' <> all (purchases.earlier_runs), true)
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

/**
 * Erases what was written about erased purchases since, such as a mail that was just being handed over. Throws
 * `LedgerUnavailable`.
 */
export function eraseWhatCameSince(
  ledger: Ledger,
  purchases: readonly ErasedPurchase[],
  now: Date,
): Promise<void> {
  return inLedger(() =>
    ledger.transaction().execute(async (transaction) => {
      for (const { purchaseId, customerId } of purchases) {
        await eraseRecords(transaction, [purchaseId], { customerId, now });
      }
    }),
  );
}
