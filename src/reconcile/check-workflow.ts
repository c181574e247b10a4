import type { PurchaseId } from '../contract/scalars.ts';
import { openCase } from '../ledger/write/cases.ts';
import { inLedger } from '../ledger/ledger-unavailable.ts';
import { secondOpening } from '../ledger/write/opened-again.ts';
import { noteReconciled } from '../ledger/write/reconciled.ts';
import { deadlinePassed } from './deadline-passed.ts';
import type { Difference, Finding } from './finding.ts';
import { readLedgerPurchase } from './ledger-purchase.ts';
import type { ReconcileParts } from './parts.ts';
import { openingRefused } from './opening-refused.ts';
import { projectionDiffers, reproject } from './projection-behind.ts';
import type { WorkflowState } from './read-workflow.ts';
import { workflowMissing } from './workflow-missing.ts';
import { workflowStuck } from './workflow-stuck.ts';

/** Holds one purchase in the ledger against its workflow. Throws what a broken part throws. */
export async function checkWorkflow(
  { ledger }: Pick<ReconcileParts, 'ledger'>,
  purchaseId: PurchaseId,
  read: (purchaseId: PurchaseId) => Promise<WorkflowState>,
  now: Date,
): Promise<Finding[]> {
  // First the ledger, then the workflow: what the purchase writes in between is found by the re-projection itself.
  let known = await readLedgerPurchase(ledger, purchaseId);
  // Its execution was deleted with its personal data.
  if (known?.erased === true) return [];
  const workflow = await read(purchaseId);
  const findings: Finding[] = [];
  const snapshot = 'snapshot' in workflow ? workflow.snapshot : undefined;
  const second = snapshot && (await inLedger(() => secondOpening(ledger, snapshot)));
  if (snapshot !== undefined && second === undefined) {
    const reprojected = await reproject(ledger, known, snapshot, now);
    if (reprojected !== undefined) {
      findings.push(reprojected);
      known = await readLedgerPurchase(ledger, purchaseId);
    }
  }
  const differences = [
    second && { ...second, found: second.details },
    openingRefused(purchaseId, known, workflow),
    workflowMissing(purchaseId, known, workflow),
    workflowStuck(purchaseId, known, workflow),
    deadlinePassed(purchaseId, known, workflow, now.getTime()),
  ].filter((found): found is Difference => found !== undefined);
  for (const { found, purchaseId: subject, kind, key } of differences) {
    const opened = await openCase(ledger, { purchaseId: subject, kind, key, details: found }, now);
    findings.push({ purchaseId: subject, kind, key, found, done: { what: 'case', ...opened } });
  }
  if (
    workflow.is === 'completed' &&
    differences.length === 0 &&
    known !== undefined &&
    !projectionDiffers(known, workflow.snapshot)
  ) {
    await noteReconciled(ledger, purchaseId, known.position);
  }
  return findings;
}
