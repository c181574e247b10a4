import { sql } from 'kysely';
import { TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { ReconcileParts } from './parts.ts';

/** What every workflow id of a purchase begins with. */
const PREFIX = workflowIdOf('');

/** Whom one run looks at, each list sorted. */
export interface ToCheck {
  /** Every purchase that one side or the other has open, or that closed since, or that an open case is about. */
  purchases: PurchaseId[];
  /** Of these, the ones to ask: one whose only run has completed cannot change, so it is not asked again once it was found right. */
  toAsk: PurchaseId[];
}

/** Throws `LedgerUnavailable`, or what Temporal throws. */
export async function whomToCheck(
  { temporal, taskQueue = TASK_QUEUE, ledger }: ReconcileParts,
  since: Date,
): Promise<ToCheck> {
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
  const inCase = await inLedger(() =>
    ledger.selectFrom('cases').select('purchase_id').where('settled_at', 'is', null).distinct().execute(),
  );
  const purchases = new Set([...known, ...inCase].map(({ purchase_id }) => purchase_id));
  const runFoundRight = new Map(
    known.flatMap(({ purchase_id, run_id, found_right }) => (found_right ? [[purchase_id, run_id]] : [])),
  );
  for (const { purchase_id } of inCase) runFoundRight.delete(purchase_id);
  const query =
    `WorkflowType = '${WORKFLOW_TYPE}' AND TaskQueue = '${taskQueue}' AND ` +
    `(ExecutionStatus = 'Running' OR CloseTime >= '${since.toISOString()}')`;
  for await (const { workflowId, runId, status } of temporal.workflow.list({ query })) {
    if (!workflowId.startsWith(PREFIX)) continue;
    const purchaseId = workflowId.slice(PREFIX.length);
    purchases.add(purchaseId);
    // It was reset or started once more: which of its runs counts, only asking tells.
    if (status.name !== 'COMPLETED' || runId !== runFoundRight.get(purchaseId))
      runFoundRight.delete(purchaseId);
  }
  const sorted = [...purchases].toSorted();
  return { purchases: sorted, toAsk: sorted.filter((purchaseId) => !runFoundRight.has(purchaseId)) };
}

/** The payments that these purchases go back to: a chain of replacements has one. Throws `LedgerUnavailable`. */
export async function paymentsToCheck(
  ledger: Ledger,
  purchases: readonly PurchaseId[],
): Promise<PurchaseId[]> {
  const found = new Set<PurchaseId>();
  for (let from = 0; from < purchases.length; from += PURCHASES_PER_QUERY) {
    const some = purchases.slice(from, from + PURCHASES_PER_QUERY);
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

/** A statement takes 65,535 parameters at most. */
const PURCHASES_PER_QUERY = 1_000;
