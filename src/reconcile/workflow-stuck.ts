import type { PurchaseId } from '../contract/scalars.ts';
import type { Difference } from './finding.ts';
import type { LedgerPurchase } from './ledger-purchase.ts';
import type { WorkflowState } from './read-workflow.ts';

/**
 * An open purchase whose workflow task fails again and again: its clocks stand still, and nobody gets an answer. New is
 * a case once its history has moved on.
 */
export function workflowStuck(
  purchaseId: PurchaseId,
  known: LedgerPurchase | undefined,
  workflow: WorkflowState,
): Difference | undefined {
  if (workflow.is !== 'stuck') return undefined;
  const { runId, historyLength } = workflow;
  return {
    purchaseId,
    kind: 'workflow_stuck',
    key: purchaseId,
    found: {
      ledger: known === undefined ? null : { stage: known.stage },
      workflow: { runId, historyLength },
    },
  };
}
