import type { Instant, PurchaseId } from '../../contract/scalars.ts';
import type { PurchaseToCompare } from '../../ledger/read/recorded-purchase.ts';
import type { CaseFacts } from '../../ledger/tables.ts';
import type { Difference } from './report.ts';
import type { WorkflowState } from './workflow-state.ts';
import { MINUTE_MS } from '../../policy/duration.ts';

/** An opening that the workflow refused, without a later one that it accepted. Somebody may have paid for nothing. */
export function openingRefused(
  purchaseId: PurchaseId,
  known: PurchaseToCompare | undefined,
  workflow: WorkflowState,
): Difference | undefined {
  // A purchase that the ledger knows was opened before.
  if (known !== undefined || workflow.is !== 'refused') return undefined;
  const { fields, runId } = workflow;
  return {
    purchaseId,
    kind: 'opening_refused',
    key: purchaseId,
    found: { ledger: null, workflow: { fields: fields.join(', '), runId } },
  };
}

/** An open purchase whose workflow is missing in Temporal, or was terminated, cancelled or failed. */
export function workflowMissing(
  purchaseId: PurchaseId,
  known: PurchaseToCompare | undefined,
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

/**
 * An open purchase whose workflow task keeps failing: none of its deadlines is carried out, and it answers nobody. Once its
 * history has moved on, another failure is a new case.
 */
export function workflowStuck(
  purchaseId: PurchaseId,
  known: PurchaseToCompare | undefined,
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

/** After an absence of the workers, or a burst, purchases may be this late without harm. */
export const DEADLINE_TOLERANCE_MS = 10 * MINUTE_MS;

/**
 * An open purchase whose next deadline has passed and was not carried out. A deadline that is provisional or paused does not
 * count. `hostNow`: the host's clock; the purchase's own can only be ahead of it.
 */
export function deadlinePassed(
  purchaseId: PurchaseId,
  known: PurchaseToCompare | undefined,
  workflow: WorkflowState,
  hostNow: Instant,
): Difference | undefined {
  if (workflow.is !== 'running') return undefined;
  const { stage, nextDeadline } = workflow.snapshot.status;
  if (nextDeadline === undefined || stage === 'closed') return undefined;
  if (nextDeadline.provisional === true || nextDeadline.pausedSince !== undefined) return undefined;
  const { kind, at } = nextDeadline;
  const now = Math.max(hostNow, workflow.now);
  if (now - Date.parse(at) <= DEADLINE_TOLERANCE_MS) return undefined;
  return {
    purchaseId,
    kind: 'deadline_passed',
    key: `${kind}:${at}`,
    found: {
      ledger: known === undefined ? null : { stage: known.stage },
      workflow: { stage, deadline: kind, at },
    },
  };
}
