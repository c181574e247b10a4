import { isDeepStrictEqual } from 'node:util';
import type { PurchaseId } from '../../contract/scalars.ts';
import type { PurchaseSnapshot, SnapshotPosition } from '../../contract/snapshot.ts';
import { inLedger } from '../../ledger/ledger-unavailable.ts';
import { readRecordedPurchase, type PurchaseToCompare } from '../../ledger/read/recorded-purchase.ts';
import type { Ledger } from '../../ledger/tables.ts';
import { openCase } from '../../ledger/write/cases.ts';
import { secondOpening } from '../../ledger/write/opened-again.ts';
import { noteReconciled } from '../../ledger/write/reconciled.ts';
import { recordSnapshot } from '../../ledger/write/record-snapshot.ts';
import { deadlinePassed, openingRefused, workflowMissing, workflowStuck } from './purchase-differences.ts';
import type { Difference, Finding } from './report.ts';
import { workflowBehind } from './workflow-behind.ts';
import type { WorkflowState } from './workflow-state.ts';

/** Compares one purchase in the ledger with its workflow. Throws what a broken part throws. */
export async function checkPurchase(
  ledger: Ledger,
  purchaseId: PurchaseId,
  read: (purchaseId: PurchaseId) => Promise<WorkflowState>,
  now: Date,
): Promise<Finding[]> {
  // The ledger is read before the workflow. What the purchase writes in between, `reproject` notices.
  let known = await readRecordedPurchase(ledger, purchaseId);
  // The workflow of an erased purchase was deleted.
  if (known?.erased === true) return [];
  const workflow = await read(purchaseId);
  const findings: Finding[] = [];
  const snapshot = 'snapshot' in workflow ? workflow.snapshot : undefined;
  const second = snapshot && (await inLedger(() => secondOpening(ledger, snapshot)));
  const behind = snapshot && second === undefined ? await workflowBehind(ledger, known, snapshot) : undefined;
  if (snapshot !== undefined && second === undefined && behind === undefined) {
    const reprojected = await reproject(ledger, known, snapshot, now);
    if (reprojected !== undefined) {
      findings.push(reprojected);
      known = await readRecordedPurchase(ledger, purchaseId);
    }
  }
  const differences = [
    second && { ...second, found: second.details },
    behind,
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

/**
 * Whether the ledger shows another state than the workflow. Comparing positions would not do: a position moves with every
 * task, and only changes are recorded.
 */
function projectionDiffers(known: PurchaseToCompare | undefined, snapshot: PurchaseSnapshot): boolean {
  if (known === undefined) return true;
  const { position, status } = snapshot;
  const theirs = {
    openedAt: position.openedAt,
    // A row of an earlier version has no run, which alone is no difference.
    runId: known.position.run && position.run?.runId,
    revision: position.revision,
    stage: status.stage,
    closedAt: status.result?.closedAt ?? null,
    timeline: status.timeline.map(({ at, event }) => ({ at, event })),
  };
  const { openedAt, revision, run } = known.position;
  const { stage, closedAt, timeline } = known;
  return !isDeepStrictEqual({ openedAt, runId: run?.runId, revision, stage, closedAt, timeline }, theirs);
}

/**
 * Writes the workflow's state to the ledger if it differs. `undefined`: it does not differ, or the purchase has written it
 * meanwhile. Throws `LedgerUnavailable`.
 */
async function reproject(
  ledger: Ledger,
  known: PurchaseToCompare | undefined,
  snapshot: PurchaseSnapshot,
  now: Date,
): Promise<Finding | undefined> {
  if (!projectionDiffers(known, snapshot)) return undefined;
  const { purchaseId, stage } = snapshot.status;
  // The row that was read before the workflow was asked may be older than the workflow's last change.
  const still = await readRecordedPurchase(ledger, purchaseId);
  if (!isDeepStrictEqual(still?.position, known?.position)) return undefined;
  // The recorded position can be later than the workflow has ever reached: a task that was lost may have recorded it, or a
  // run that was reset.
  const instead =
    known !== undefined && !isEarlier(known.position, snapshot.position) ? known.position : undefined;
  const options = instead === undefined ? { now } : { now, instead };
  if ((await inLedger(() => recordSnapshot(ledger, snapshot, options))) === 'superseded') return undefined;
  return {
    purchaseId,
    kind: 'projection_behind',
    key: purchaseId,
    found: {
      ledger: known === undefined ? null : { stage: known.stage, revision: known.position.revision },
      workflow: { stage, revision: snapshot.position.revision },
    },
    done: { what: 're_projected' },
  };
}

/**
 * Whether `one` is before `other`, two positions of one opening. A position of another run is never earlier, because that
 * run is over. The fields are compared in the same order as in the ledger. Instants are UTC in milliseconds, so their texts
 * can be compared.
 */
function isEarlier(one: SnapshotPosition, other: SnapshotPosition): boolean {
  if (one.run && other.run && one.run.runId !== other.run.runId) return false;
  if (one.openedAt !== other.openedAt) return one.openedAt < other.openedAt;
  if (one.historyLength !== other.historyLength) return one.historyLength < other.historyLength;
  if (one.asOf !== other.asOf) return one.asOf < other.asOf;
  return one.revision < other.revision;
}
