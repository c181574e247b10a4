import type { PurchaseId } from '../contract/scalars.ts';
import type { CaseFacts } from '../ledger/tables.ts';
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
  if (!isOver(workflow)) return undefined;
  return {
    purchaseId,
    kind: 'workflow_missing',
    key: purchaseId,
    found: {
      ledger: { stage: known.stage, openedAt: known.position.openedAt },
      workflow: howItEnded(workflow),
    },
  };
}

type Over = Extract<WorkflowState, { is: 'missing' | 'ended' | 'refused' }>;

const isOver = (workflow: WorkflowState): workflow is Over =>
  workflow.is === 'missing' || workflow.is === 'ended' || workflow.is === 'refused';

function howItEnded(workflow: Over): CaseFacts | null {
  switch (workflow.is) {
    case 'missing':
      return null;
    case 'refused':
      return { ended: 'failed', runId: workflow.runId };
    case 'ended':
      return { ended: workflow.how, runId: workflow.runId };
    default:
      return workflow satisfies never;
  }
}
