import type { PurchaseId } from '../contract/scalars.ts';
import type { Difference } from './finding.ts';
import type { LedgerPurchase } from './ledger-purchase.ts';
import type { WorkflowState } from './read-workflow.ts';

/** An opening that the workflow refused, and none that it took: somebody may have paid, and nobody serves them. */
export function openingRefused(
  purchaseId: PurchaseId,
  known: LedgerPurchase | undefined,
  workflow: WorkflowState,
): Difference | undefined {
  // One that the ledger knows was opened before, rightly.
  if (known !== undefined || workflow.is !== 'refused') return undefined;
  const { fields, runId } = workflow;
  return {
    purchaseId,
    kind: 'opening_refused',
    key: purchaseId,
    found: { ledger: null, workflow: { fields: fields.join(', '), runId } },
  };
}
