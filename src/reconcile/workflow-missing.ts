import type { PurchaseId } from '../contract/scalars.ts';
import type { Difference } from './finding.ts';
import type { LedgerPurchase } from './ledger-purchase.ts';
import type { WorkflowState } from './read-workflow.ts';

/** An open purchase that nobody carries on: Temporal does not have it, or it has ended without its own end. */
export function workflowMissing(
  purchaseId: PurchaseId,
  known: LedgerPurchase | undefined,
  workflow: WorkflowState,
): Difference | undefined {
  if (known === undefined || known.closedAt !== null) return undefined;
  if (workflow.is !== 'missing' && workflow.is !== 'ended') return undefined;
  return {
    purchaseId,
    kind: 'workflow_missing',
    key: purchaseId,
    found: {
      ledger: { stage: known.stage, openedAt: known.position.openedAt },
      workflow: workflow.is === 'missing' ? null : { ended: workflow.how, runId: workflow.runId },
    },
  };
}
