import type { Instant, PurchaseId } from '../contract/scalars.ts';
import type { Difference } from './finding.ts';
import type { LedgerPurchase } from './ledger-purchase.ts';
import type { WorkflowState } from './read-workflow.ts';

/** A worker that was away, or a burst, may take this long without harm. */
export const DEADLINE_TOLERANCE_MS = 10 * 60_000;

/**
 * An open purchase whose next deadline has gone by, and it still stands. `hostNow`: its own clock can only be ahead of
 * the host's. A deadline that is provisional or stands still has not come.
 */
export function deadlinePassed(
  purchaseId: PurchaseId,
  known: LedgerPurchase | undefined,
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
