import { setTimeout as delay } from 'node:timers/promises';
import proto from '@temporalio/proto';
import type { WorkflowService } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { describe, nowIn } from './workflow-clock.ts';
import type { Description, WorkflowRef } from './workflow-clock.ts';

const { PendingActivityState, WorkflowExecutionStatus } = proto.temporal.api.enums.v1;

const FIRST_PAUSE_MS = 5;
/** A pause is this part of the wait so far: a busy machine is asked less often than a quick one. */
const PAUSE_PER_WAIT = 0.5;
const LONGEST_PAUSE_MS = 200;
const TIMEOUT_MS = 10_000;

/** A workflow still has a task or an activity pending. The message names them. */
export class StillBusy extends Error {
  override name = 'StillBusy';
}

/**
 * Waits until the workflow has only timers and back-offs ahead of it: no workflow task pending, no activity running or
 * about to run. `closed`: it has ended. Throws `StillBusy` after `timeoutMs` (10 s), which usually means: no worker.
 */
export async function waitUntilIdle(
  service: WorkflowService,
  workflow: WorkflowRef,
  options: { timeoutMs?: number } = {},
): Promise<'idle' | 'closed'> {
  return hasEnded(await describeIdle(service, workflow, options)) ? 'closed' : 'idle';
}

/** Like `waitUntilIdle`. Returns the description that showed the workflow idle or ended. */
export async function describeIdle(
  service: WorkflowService,
  workflow: WorkflowRef,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<Description> {
  const began = performance.now();
  for (;;) {
    const description = await describe(service, workflow);
    if (hasEnded(description)) return description;
    const pending = pendingIn(description);
    if (pending.length === 0) return description;
    const waitedMs = performance.now() - began;
    if (waitedMs > timeoutMs) {
      throw new StillBusy(
        `${workflow.workflowId} is still busy after ${timeoutMs} ms: ${pending.join(', ')} pending. Does a worker run?`,
      );
    }
    await delay(Math.min(Math.max(FIRST_PAUSE_MS, waitedMs * PAUSE_PER_WAIT), LONGEST_PAUSE_MS));
  }
}

export function hasEnded({ workflowExecutionInfo }: Description): boolean {
  const running = [
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
    WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED,
  ];
  const status = workflowExecutionInfo?.status;
  return typeof status === 'number' && !running.includes(status);
}

/** The pending tasks and activities during which time cannot be skipped, in words. */
export function pendingIn(description: Description): string[] {
  const pending: string[] = [];
  const { pendingWorkflowTask } = description;
  if (pendingWorkflowTask) pending.push(`a workflow task (attempt ${pendingWorkflowTask.attempt ?? 1})`);
  const now = nowIn(description);
  for (const activity of description.pendingActivities ?? []) {
    // After a skip the server still names an attempt in the past, because it compares with the host's clock.
    const nextAttemptAt = optionalTsToMs(activity.nextAttemptScheduleTime) ?? 0;
    const waits =
      activity.state === PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED ||
      (activity.state === PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED && nextAttemptAt > now);
    if (!waits) pending.push(`the activity ${activity.activityType?.name} (attempt ${activity.attempt})`);
  }
  return pending;
}
