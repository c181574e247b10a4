import { sql } from 'kysely';
import type { ActivationId, Money, PurchaseId, Timestamp } from '../../contract/scalars.ts';
import { inLedger } from '../ledger-unavailable.ts';
import type { CaseKind, Ledger } from '../tables.ts';

/** How many ids go into one statement, which takes 65,535 parameters at most. */
const PURCHASES_PER_QUERY = 1_000;

export interface ToReconcile {
  /** Every purchase that is open or has closed since. */
  purchases: PurchaseId[];
  /** Those of them that were found to agree with their workflow and have not changed since, with the run of each. */
  runFoundRight: Map<PurchaseId, string | null>;
  /** Every purchase that an open case is about. */
  inCase: PurchaseId[];
}

/** Throws `LedgerUnavailable`. */
export async function purchasesToReconcile(ledger: Ledger, since: Date): Promise<ToReconcile> {
  const known = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select(['purchase_id', 'run_id'])
      .select(sql<boolean>`reconciled_recorded_at is not distinct from recorded_at`.as('found_right'))
      .where((is) =>
        is.or([
          is.and([is('closed_at', 'is', null), is('erased_at', 'is', null)]),
          is('closed_at', '>=', since),
        ]),
      )
      .execute(),
  );
  const cases = await inLedger(() =>
    ledger.selectFrom('cases').select('purchase_id').where('settled_at', 'is', null).distinct().execute(),
  );
  return {
    purchases: known.map(({ purchase_id }) => purchase_id),
    runFoundRight: new Map(
      known.flatMap(({ purchase_id, run_id, found_right }) => (found_right ? [[purchase_id, run_id]] : [])),
    ),
    inCase: cases.map(({ purchase_id }) => purchase_id),
  };
}

/** The original purchases of these purchases, sorted: a chain of replacements has one. Throws `LedgerUnavailable`. */
export async function paymentsOf(ledger: Ledger, purchases: readonly PurchaseId[]): Promise<PurchaseId[]> {
  const found = new Set<PurchaseId>();
  for (const some of inParts(purchases)) {
    const rows = await inLedger(() =>
      ledger
        .selectFrom('purchases')
        .select('original_purchase_id')
        .where('purchase_id', 'in', some)
        .distinct()
        .execute(),
    );
    for (const { original_purchase_id } of rows) found.add(original_purchase_id);
  }
  return [...found].toSorted();
}

export interface SharedActivation {
  purchaseId: PurchaseId;
  activationId: ActivationId;
  /** The purchase that was opened first with the same activation. */
  firstPurchaseId: PurchaseId;
}

/** For the activations of these purchases: each purchase that was not the first to have it. Throws `LedgerUnavailable`. */
export async function sharedActivationsOf(
  ledger: Ledger,
  purchases: readonly PurchaseId[],
): Promise<SharedActivation[]> {
  const found = new Map<PurchaseId, SharedActivation>();
  for (const some of inParts(purchases)) {
    const { rows } = await inLedger(() =>
      sql<SharedActivation>`
        select * from (
          select purchase_id as "purchaseId", activation_id as "activationId",
            first_value(purchase_id) over (partition by activation_id order by opened_at, purchase_id) as "firstPurchaseId"
          from ledger.purchases
          where activation_id in (select activation_id from ledger.purchases where purchase_id = any(${some}::text[]))
        ) as each
        where "purchaseId" <> "firstPurchaseId"
        order by "purchaseId"`.execute(ledger),
    );
    for (const row of rows) found.set(row.purchaseId, row);
  }
  return [...found.values()];
}

/** A replacement that a purchase has told the ledger it was given. */
export interface ToldReplacement {
  key: string;
  purchaseId: PurchaseId;
  originalPurchaseId: PurchaseId;
  /** Of the purchase that it replaces. */
  depth: number;
  price: Money;
  replacementPurchaseId: PurchaseId;
}

/**
 * The replacements that these purchases were given by what their workflows say, and that are not on record as issued. The
 * row is written before the workflow hears of a replacement, so it was lost with an older copy of the ledger. Earlier links
 * of a chain come first. Throws `LedgerUnavailable`.
 */
export async function replacementsNotOnRecord(
  ledger: Ledger,
  purchases: readonly PurchaseId[],
): Promise<ToldReplacement[]> {
  const found: ToldReplacement[] = [];
  for (const some of inParts(purchases)) {
    const { rows } = await inLedger(() =>
      sql<Omit<ToldReplacement, 'price'> & Money>`
        select replacement ->> 'key' as key, purchase_id as "purchaseId",
          original_purchase_id as "originalPurchaseId", depth, price_amount as amount, price_currency as currency,
          replacement ->> 'purchaseId' as "replacementPurchaseId"
        from ledger.purchases as told
        where purchase_id = any(${some}::text[]) and erased_at is null
        and replacement ->> 'status' = 'issued' and replacement ->> 'purchaseId' is not null
        and not exists (
          select from ledger.replacements as known
          where known.key = told.replacement ->> 'key' and known.status = 'issued'
        )`.execute(ledger),
    );
    for (const { amount, currency, ...told } of rows) found.push({ ...told, price: { amount, currency } });
  }
  return found.toSorted(
    (one, other) => one.depth - other.depth || one.purchaseId.localeCompare(other.purchaseId),
  );
}

export interface OpenCase {
  caseId: string;
  purchaseId: PurchaseId;
  /** The purchase that was paid for. Absent: the ledger does not know the purchase of the case. */
  originalPurchaseId: PurchaseId | null;
  kind: CaseKind;
  key: string;
  openedAt: Timestamp;
}

/** All cases that nobody has settled, the oldest first. Throws `LedgerUnavailable`. */
export async function openCases(ledger: Ledger): Promise<OpenCase[]> {
  const rows = await inLedger(() =>
    ledger
      .selectFrom('cases')
      .leftJoin('purchases', 'purchases.purchase_id', 'cases.purchase_id')
      .select(['case_id', 'cases.purchase_id', 'kind', 'key', 'cases.opened_at', 'original_purchase_id'])
      .where('settled_at', 'is', null)
      .orderBy('cases.opened_at')
      .orderBy('case_id')
      .execute(),
  );
  return rows.map(({ case_id, purchase_id, original_purchase_id, kind, key, opened_at }) => ({
    caseId: case_id,
    purchaseId: purchase_id,
    originalPurchaseId: original_purchase_id,
    kind,
    key,
    openedAt: opened_at.toISOString(),
  }));
}

function* inParts(purchases: readonly PurchaseId[]): Iterable<PurchaseId[]> {
  for (let from = 0; from < purchases.length; from += PURCHASES_PER_QUERY) {
    yield purchases.slice(from, from + PURCHASES_PER_QUERY);
  }
}
