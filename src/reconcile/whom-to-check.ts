import { TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../contract/ids.ts';
import type { PurchaseId } from '../contract/scalars.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import type { Ledger } from '../ledger/tables.ts';
import type { ReconcileParts } from './parts.ts';

/** What every workflow id of a purchase begins with. */
const PREFIX = workflowIdOf('');

/**
 * Every purchase that one side or the other has open, or that closed since, or that an open case is about. Throws
 * `LedgerUnavailable`, or what Temporal throws.
 */
export async function purchasesToCheck(
  { temporal, taskQueue = TASK_QUEUE, ledger }: ReconcileParts,
  since: Date,
): Promise<PurchaseId[]> {
  const found = new Set<PurchaseId>();
  const known = await inLedger(() =>
    ledger
      .selectFrom('purchases')
      .select('purchase_id')
      .where((is) =>
        is.or([
          is.and([is('closed_at', 'is', null), is('erased_at', 'is', null)]),
          is('closed_at', '>=', since),
        ]),
      )
      .union(ledger.selectFrom('cases').select('purchase_id').where('settled_at', 'is', null))
      .execute(),
  );
  for (const { purchase_id } of known) found.add(purchase_id);
  const query =
    `WorkflowType = '${WORKFLOW_TYPE}' AND TaskQueue = '${taskQueue}' AND ` +
    `(ExecutionStatus = 'Running' OR CloseTime >= '${since.toISOString()}')`;
  for await (const { workflowId } of temporal.workflow.list({ query })) {
    if (workflowId.startsWith(PREFIX)) found.add(workflowId.slice(PREFIX.length));
  }
  return [...found].toSorted();
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
