import { workflowInfo } from '@temporalio/workflow';
import type { Opening } from '../src/contract/opening.ts';
import type { SnapshotPosition } from '../src/contract/snapshot.ts';
import { iso, type Life } from './life.ts';

/** A reset gives the purchase another run, and keeps the one that it was opened as. Not for commands: a replay has its own. */
export function thisRun(): NonNullable<SnapshotPosition['run']> {
  const { runId, originalExecutionRunId } = workflowInfo();
  return { runId, openingId: originalExecutionRunId };
}

export const openingOf = (life: Life): Opening => ({
  openingId: thisRun().openingId,
  openedAt: iso(life.openedAt),
});
